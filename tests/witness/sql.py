"""Holds the SQL of mappings against DuckDB.

    cargo test --release -- --ignored expressions_are_written_for_the_witness
    python3 tests/witness/sql.py FOLDER

The test makes random expressions over rows of every kind, works each out, and writes both to
FOLDER (PLUMBLINE_WITNESS, PLUMBLINE_EXPRESSIONS of them from the seed PLUMBLINE_SEED). Here DuckDB
works the same expressions out on the same rows. In every row the two must give the same value, or
one of them must refuse. Prints what was compared, and each difference. Needs the package duckdb.
"""

import collections
import datetime
import json
import math
import os
import sys

import duckdb

TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "flag": "BOOLEAN", "day": "DATE"}


def table(rows):
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    columns = ", ".join(f'"{c["name"]}" {TYPES[c["kind"]]}' for c in rows["columns"])
    connection.execute(f"CREATE TABLE rows (place INTEGER, {columns})")
    marks = ", ".join("?" for _ in rows["columns"])
    for place, values in enumerate(rows["rows"]):
        connection.execute(f"INSERT INTO rows VALUES ({place}, {marks})", values)
    return connection


def plain(value):
    """A value of DuckDB as the program writes it."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()[:10]
    if isinstance(value, float) and not math.isfinite(value):
        return "not finite"
    return value


def ask(connection, sql, count):
    """DuckDB's value in each row, `refused` where it has none."""
    try:
        found = connection.execute(f"SELECT {sql} FROM rows ORDER BY place").fetchall()
        return [plain(value) for (value,) in found], None
    except duckdb.BinderException as error:
        return None, str(error).split("\n")[0]
    except duckdb.Error as error:
        first = error
    values = []
    for place in range(count):
        try:
            (value,) = connection.execute(f"SELECT {sql} FROM rows WHERE place = {place}").fetchone()
            values.append(plain(value))
        except duckdb.Error:
            values.append("refused")
    if all(value == "refused" for value in values):
        return None, str(first).split("\n")[0]
    return values, None


def same(ours, theirs):
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        if isinstance(ours, int) and isinstance(theirs, int):
            return ours == theirs
        return math.isclose(ours, theirs, rel_tol=1e-12)
    return ours == theirs


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    with open(os.path.join(arguments[0], "rows.json"), encoding="utf-8") as file:
        rows = json.load(file)
    count = len(rows["rows"])
    connection = table(rows)
    tally, differences = collections.Counter(), []
    with open(os.path.join(arguments[0], "expressions.jsonl"), encoding="utf-8") as file:
        for line in file:
            made = json.loads(line)
            tally["expressions"] += 1
            theirs, error = ask(connection, made["theirs"], count)
            if "refused" in made:
                tally["refused by the program" + ("" if theirs is None else ", not by DuckDB")] += 1
                continue
            if theirs is None:
                tally["refused by DuckDB only"] += 1
                continue
            tally["compared"] += 1
            for place, (ours, value) in enumerate(zip(made["values"], theirs, strict=True)):
                if isinstance(ours, dict):
                    tally["values refused by the program" + ("" if value == "refused" else " only")] += 1
                elif value in ("refused", "not finite"):
                    tally["values refused by DuckDB only"] += 1
                elif same(ours, value):
                    tally["values alike"] += 1
                    tally["of them null"] += ours is None
                else:
                    tally["values that differ"] += 1
                    differences.append((len(made["ours"]), made["ours"], rows["rows"][place], ours, value))
    for what, many in tally.items():
        print(f"{many:>10,}  {what}")
    for _, sql, row, ours, value in sorted(differences, key=lambda d: d[0])[:20]:
        print(f"\n{sql}\n  of {row}\n  gives {ours!r}, in DuckDB {value!r}")
    if differences or not tally["values alike"]:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
