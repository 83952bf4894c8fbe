"""The least that any run must do: read the needed columns, write the same tables.

    python3 benches/peers/floor.py lait|sample ROOT TABLES OUT.parquet

TABLES are a run's tables, which have to be read before they can be written; that reading is in the
floor too.
"""

import sys
from pathlib import Path

import pyarrow.parquet as parquet

work, root, tables, out = sys.argv[1], *map(Path, sys.argv[2:])
if work == "lait":
    columns = ["Short Desc", "Years", "LA Number", "Values"]
    parquet.read_table(root / "bds_long_0.parquet", columns=columns, read_dictionary=columns[:2] + columns[3:])
else:
    for name in ["inspections", "observations", "findings", "neighbours"]:
        parquet.read_table(root / f"{name}.parquet")
for table in sorted(tables.glob("*.parquet")):
    parquet.write_table(parquet.read_table(table), f"{out}.{table.stem}", compression="zstd")
