"""Witness for `plumbline export`: other programs read what it writes.

    python3 tests/witness/export.py PLUMBLINE OUT SCRATCH

PLUMBLINE is the program, OUT the output folder of a pipeline, SCRATCH an empty folder. DuckDB runs
the views, openpyxl opens the workbook, every CSV file is held against its description, and the
files in the open data standard against the checks of the Department's screener (`eesyscreener`
0.3.0, whose names stand in brackets below) that need no list of places. Exits 1 on a mismatch.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import openpyxl

FOUR_DIGITS = {"Calendar year", "Reporting year"}
SIX_DIGITS = {"Academic year", "Financial year", "Tax year"}
PLACES = {
    "National": ["country_code", "country_name"],
    "Regional": ["region_code", "region_name"],
    "Local authority": ["new_la_code", "la_name", "old_la_code"],
}
OBSERVATIONAL_UNITS = {"time_period", "time_identifier", "geographic_level"}.union(*PLACES.values())
METADATA = [
    "col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "indicator_dp",
    "filter_hint", "filter_grouping_column",
]
GROUPS = (
    "male|female|asian|chinese|indian|pakistani|bangladeshi|black|african|caribbean|white|roma|irish|"
    "english|british|scottish|welsh|northern irish|arab"
)
GEOGRAPHY = "region|lad_|pcon|school_|provider|institution|ward|trust|sponsor|_la_|^la_"


def main(plumbline, out, scratch):
    scratch = Path(scratch)

    def export(run, form, name, *more):
        to = scratch / name
        command = [plumbline, "export", str(run), "--format", form, "--out", str(to), *more]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return to

    # A folder whose name is a pattern and has a quote in it.
    awkward = scratch / "a[1]*'s"
    shutil.copytree(out, awkward, symlinks=True)
    manifest = json.loads((awkward / "current" / "manifest.json").read_text())
    views(export(awkward, "duckdb", "views.sql"), manifest)
    descriptions(export(out, "csv", "csv"), manifest)
    workbook(export(out, "xlsx", "book.xlsx"), manifest)
    years = ["--time-identifier", "Financial year"]
    standard(export(out, "ees", "ees", *years))
    print("exports: DuckDB, CSV on the Web, the workbook and the open data standard agree")


def views(script, manifest):
    connection = duckdb.connect()
    connection.execute(script.read_text())
    rows = lambda sql: connection.execute(sql).fetchone()[0]
    for output in manifest["outputs"]:
        table, count = output["table"], output["rows"]
        assert rows(f"SELECT count(*) FROM main.{table}") == count, table
        of_run = f"SELECT count(*) FROM history.{table} WHERE run = '{manifest['run']}'"
        assert rows(of_run) == count, of_run
    assert rows("SELECT count(*) FROM history.runs JOIN history.ratings USING (run)") > 0
    silent = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        " AND comment IS NULL AND table_name <> 'runs' AND column_name <> 'run'"
    ).fetchall()
    assert not silent, silent


def descriptions(folder, manifest):
    known = {output["table"]: output["rows"] for output in manifest["outputs"]}
    for path in sorted(folder.glob("*.csv")):
        about = json.loads(path.with_name(path.name + "-metadata.json").read_text())
        columns = about["tableSchema"]["columns"]
        with path.open(encoding="utf-8", newline="") as file:
            header, *records = csv.reader(file)
        assert header == [column["titles"] for column in columns], path
        assert len(records) == known[path.stem], path
        keys = [header.index(name) for name in about["tableSchema"]["primaryKey"]]
        # The quarantine's rows are told apart by their file as well.
        if path.stem not in ("quarantine", "corrections"):
            assert len({tuple(record[key] for key in keys) for record in records}) == len(records)
        for place, column in enumerate(columns):
            for record in records:
                check_value(record[place], column, path)


def check_value(text, column, path):
    where = (path.name, column["name"], text)
    if text == "":
        assert not column["required"], where
        return
    datatype = column["datatype"]
    base = datatype["base"] if isinstance(datatype, dict) else datatype
    limits = datatype if isinstance(datatype, dict) else {}
    match base:
        case "string":
            assert text[0] not in "=+-@\t\r\n" or len(text) == 1, where
        case "integer" | "nonNegativeInteger" | "positiveInteger":
            least = {"nonNegativeInteger": 0, "positiveInteger": 1}.get(base, limits.get("minimum"))
            number = int(text)
            assert least is None or number >= least, where
            assert number <= limits.get("maximum", number), where
        case "double":
            number = float(text)
            assert limits.get("minimum", number) <= number <= limits.get("maximum", number), where
        case "boolean":
            assert text in ("true", "false"), where
        case "date":
            date.fromisoformat(text)
        case other:
            raise AssertionError(other)


def workbook(path, manifest):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Columns"]
    known = {output["table"]: output["rows"] for output in manifest["outputs"]}
    assert set(book.sheetnames[4:]) == set(known)
    assert book.properties.title and book.properties.language == "en-GB"
    for sheet in book.worksheets[1:]:
        assert not sheet.merged_cells.ranges, sheet.title
        rows = known.get(sheet.title)
        if rows == 0:
            continue
        (table,) = sheet.tables.values()
        header = sheet[5]
        assert table.ref.startswith("A5:"), table.ref
        assert all(cell.value for cell in header), sheet.title
        assert sheet.freeze_panes is not None, sheet.title
        if rows is not None:
            assert sheet.max_row == 5 + rows, sheet.title
        blank = [cell for row in sheet.iter_rows(min_row=5) for cell in row if cell.value is None]
        assert not blank, (sheet.title, blank[:3])
        formulas = [c for row in sheet.iter_rows(min_row=5) for c in row if c.data_type == "f"]
        assert not formulas, (sheet.title, formulas[:3])


def standard(folder):
    pairs = [path for path in sorted(folder.glob("*.csv")) if not path.name.endswith(".meta.csv")]
    assert pairs
    for path in pairs:
        assert re.fullmatch("[A-Za-z0-9_-]+", path.stem), path  # filename_special, filename_spaces
        meta_path = path.with_name(path.stem + ".meta.csv")  # filenames_match
        with path.open(encoding="utf-8", newline="") as file:
            data = list(csv.DictReader(file))
        with meta_path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            meta = list(reader)
        assert reader.fieldnames == METADATA  # col_req_meta, col_invalid_meta
        check_metadata(meta)
        check_data(data, meta, path)


def check_metadata(meta):
    filters = [row for row in meta if row["col_type"] == "Filter"]
    indicators = [row for row in meta if row["col_type"] == "Indicator"]
    assert len(filters) + len(indicators) == len(meta)  # meta_col_type
    names = [row["col_name"] for row in meta]
    assert len(set(names)) == len(names) and not OBSERVATIONAL_UNITS & set(names)
    for name in names:  # col_snake_case, col_var_start, col_names_spaces, api_char_col_name
        assert re.fullmatch("[a-z][a-z0-9_]{0,49}", name), name
    labels = [row["label"] for row in meta]
    assert all(labels) and len(set(labels)) == len(labels)  # meta_label, meta_dupe_label
    for row in filters:  # meta_ind_unit, meta_indicator_dp, meta_indicator_grouping
        assert not (row["indicator_unit"] or row["indicator_dp"] or row["indicator_grouping"])
        assert not re.search(GEOGRAPHY, row["col_name"])  # meta_geog_catch
    for row in indicators:
        assert row["indicator_unit"] in ("", "%", "pp", "£", "£m", "numberstring"), row
        assert re.fullmatch("[0-9]*", row["indicator_dp"]), row  # meta_ind_dp_values
        assert not row["filter_hint"] and not row["filter_grouping_column"]
        assert not re.search(GROUPS, row["col_name"]), row  # col_ind_smushed


def check_data(data, meta, path):
    columns = set(data[0])
    filters = [row["col_name"] for row in meta if row["col_type"] == "Filter"]
    indicators = [row["col_name"] for row in meta if row["col_type"] == "Indicator"]
    assert set(filters) | set(indicators) <= columns  # cross_meta_to_data
    for name in columns - OBSERVATIONAL_UNITS - set(filters) - set(indicators):
        assert len({row[name] for row in data}) == 1, name  # cross_data_to_meta
    identifiers = {row["time_identifier"] for row in data}
    assert len(identifiers) == 1 and identifiers <= FOUR_DIGITS | SIX_DIGITS  # time_id_mix
    digits = 4 if identifiers <= FOUR_DIGITS else 6
    keys = set()
    for row in data:
        period = row["time_period"]
        assert re.fullmatch(f"[0-9]{{{digits}}}", period), period  # time_period, time_period_num
        if digits == 6:  # time_period_six
            assert (int(period[2:4]) + 1) % 100 == int(period[4:]), period
        level = row["geographic_level"]
        assert level in PLACES, level  # geog_level
        assert all(row[name] for name in PLACES[level])  # geog_level_completed
        if level == "National":  # geog_overcompleted_cols
            assert not any(row[name] for name in PLACES["Regional"] + PLACES["Local authority"])
        if level == "Regional":
            assert not any(row[name] for name in PLACES["Local authority"])
        for name in indicators:  # ind_invalid_entry, general_null
            assert row[name] in ("c", "k", "low", "u", "x", "z") or float(row[name]) is not None
        for name in filters:  # filter_blanks, filter_whitespace
            assert row[name] and row[name] == row[name].strip()
        keys.add(tuple(row[name] for name in sorted(OBSERVATIONAL_UNITS) + filters))
    assert len(keys) == len(data), path  # general_dupes
    for name in filters:  # filter_not_singular, filter_defaults
        groups = {row[name] for row in data}
        assert len(groups) > 1 and "Total" in groups, groups


if __name__ == "__main__":
    main(*sys.argv[1:])
