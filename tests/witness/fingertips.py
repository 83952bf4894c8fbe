"""Witness for `format = "fingertips"`: figures and verdicts of a run beside those of the publisher.

    python3 tests/witness/fingertips.py EXPORT RUN published|byar

EXPORT is the CSV of one indicator as published, RUN the folder of a run on it whose councils have the
file's codes. Every council's value is compared, with `published` its limits as well, and the verdict
against England with the publisher's ("Compared to England value …"); it fails where a figure differs
or where fewer than 98.5% of the verdicts agree, and prints where the others come from. Needs the
package duckdb, to read Parquet.

The publisher compares a value's own 95% interval with England's value; by its limits every verdict is
the same. Counts are published to the nearest five, and intervals that are worked out from them
(`byar`) are a little wider or narrower than those of the counts that the publisher has: the verdicts
that differ are those of values whose limit lies beside England's value.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import duckdb

COUNCILS = ("E06", "E08", "E09", "E10")
VERDICTS = {"Better": "better", "Worse": "worse", "Similar": "in line"}
VALUE = {"value": "Value"}
LIMITS = {"value_low": "Lower CI 95.0 limit", "value_high": "Upper CI 95.0 limit"}
AGREEMENT = 0.985


def number(text):
    return None if text in ("", "-1") else float(text)


def published(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if not row["Category"] and row["Area Code"].startswith(COUNCILS):
                breakdown = f"{row['Sex']} / {row['Age']}"
                yield (row["Area Code"], breakdown, row["Time period"]), row


def of_run(run):
    columns = ["authority", "breakdown", "period", "vs_national", "national_value", *VALUE, *LIMITS]
    query = f"""SELECT {", ".join(columns)} FROM '{run}/indicator_profile.parquet'"""
    for row in duckdb.sql(query).fetchall():
        of = dict(zip(columns, row))
        yield (of["authority"], of["breakdown"], of["period"]), of


def main(export, run, intervals):
    compared = VALUE | LIMITS if intervals == "published" else VALUE
    ours = dict(of_run(run))
    rows = list(published(export))
    figures, faults = 0, []
    verdicts, others = Counter(), []
    for key, row in rows:
        of = ours.get(key)
        if of is None:
            faults.append(f"{key} is not in the run")
            continue
        for column, name in compared.items():
            expected = number(row[name])
            if (of[column] is None) != (expected is None) or (
                    expected is not None and abs(of[column] - expected) > 1e-9 * max(1, abs(expected))):
                faults.append(f"{key} {column}: {of[column]} in place of {expected}")
            figures += 1
        theirs = row["Compared to England value or percentiles"]
        if theirs not in VERDICTS:
            if row["Value"]:
                faults.append(f"{key} has a value that the publisher does not compare")
            continue
        agrees = VERDICTS[theirs] == of["vs_national"]
        verdicts[agrees] += 1
        if not agrees:
            others.append((key, theirs, of, row))
    share = verdicts[True] / sum(verdicts.values())
    print(f"{len(rows)} rows, {figures} figures, {sum(verdicts.values())} verdicts: {share:.2%} agree")
    for key, theirs, of, row in others:
        print(" / ".join(key), f"{theirs}, here {of['vs_national']}: England {of['national_value']}, "
              f"published {row[LIMITS['value_low']]} to {row[LIMITS['value_high']]}, "
              f"worked out {of['value_low']:.5f} to {of['value_high']:.5f}")
    if faults:
        sys.exit("\n".join(faults[:20]))
    if share < AGREEMENT:
        sys.exit(f"only {share:.2%} of the verdicts agree")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
