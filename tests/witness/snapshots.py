"""Witness for a series of provider lists: which settings were open on a day, and how graded.

    python3 tests/witness/snapshots.py FOLDER AUTHORITIES RUN --as-of YYYY-MM-DD

FOLDER has the provider-level files as published, provider_at_march_2018.csv and later, in folders
whose names begin with ofsted, each a list of the settings open on 31 March; AUTHORITIES is the list of authorities that LAIT uses, RUN the
folder of a run. Works the history out in pandas and compares every setting's authority, type, grade
and day of inspection, and the counts for each authority and type. Needs the packages pandas and
duckdb (to read Parquet). Prints what it compared and exits 1 on a mismatch.
"""

import argparse
import csv
import re
import sys
from pathlib import Path

import duckdb
import pandas

import provision as published

GRADES = {"outstanding": 1, "good": 2, "satisfactory": 3, "inadequate": 4}
WORDS = list(GRADES)


def rows_of(path, codes):
    """One dictionary for every setting on the list of one file."""
    taken = pandas.Timestamp(int(re.search(r"\d{4}", path.stem)[0]), 3, 31)
    providers = published.settings(path)
    aliases = dict(published.NAMES)
    if any(published.plain(s["local authority"]) == "bournemouth" for s in providers):
        aliases |= published.NAMES_BEFORE_2019
    for setting in providers:
        provision = published.PROVISIONS.get(published.plain(setting["provision type"]))
        if provision is None:
            continue
        column = lambda *names: published.column(setting, *names)
        inspected = column("latest full inspection date", "inspection date")
        reported = column("latest full inspection publication date", "publication date")
        grade = published.grade_of(setting)
        event = column("latest full inspection event type", "event type")
        name = published.plain(setting["local authority"])
        if name in published.WALES or published.is_impossible(inspected, reported):
            continue
        yield {
            "urn": setting["urn"],
            "taken": taken,
            "authority": codes[aliases.get(name, name)],
            "provision": provision,
            "inspected": pandas.Timestamp(published.day(inspected)) if inspected else pandas.NaT,
            "reported": pandas.Timestamp(published.day(reported)) if reported else pandas.NaT,
            "full": published.plain(event) == "full inspection",
            "grade": GRADES[published.GRADES[published.plain(grade)]] if grade else None,
        }


def open_settings(rows, as_of):
    """The settings that are open on a day: those of the latest list, and those that a later list
    shows to have been inspected since, with a report out by then."""
    lists = rows.taken[rows.taken <= as_of]
    latest = lists.max() if len(lists) else pandas.Timestamp.min
    listed = rows[rows.taken == latest]
    since = rows[(rows.taken > as_of) & (rows.reported <= as_of) & (rows.inspected > latest)]
    since = since[~since.urn.isin(listed.urn)].sort_values("taken").drop_duplicates("urn")
    return pandas.concat([listed, since]).set_index("urn")[["authority", "provision"]]


def grades(rows, as_of):
    """The latest full inspection of each setting that was reported by a day. What lists taken by
    then say of it stands before what later ones say: of the former the last, of the latter the
    first."""
    reported = rows[(rows.reported <= as_of) & rows.full & rows.grade.notna()].copy()
    later = reported.taken > as_of
    reported["preference"] = (as_of - reported.taken).abs().dt.days + later * 1_000_000
    each = reported.sort_values("preference").drop_duplicates(["urn", "inspected"])
    return each.sort_values("inspected").drop_duplicates("urn", keep="last").set_index("urn")


def main():
    parser = argparse.ArgumentParser()
    for argument in ("folder", "authorities", "run"):
        parser.add_argument(argument)
    parser.add_argument("--as-of", type=pandas.Timestamp, required=True)
    options = parser.parse_args()
    with open(options.authorities, encoding="utf-8-sig", newline="") as file:
        codes = {
            published.plain(row["LA Name"]): row["LA Number"]
            for row in csv.DictReader(file)
            if int(row["LA Number"]) < 970
        }
    files = sorted(Path(options.folder).glob("ofsted*/provider_at_march_*.csv"), key=lambda path: path.name)
    rows = pandas.DataFrame([row for path in files for row in rows_of(path, codes)])
    # A report that is dated a day before its inspection is known from the inspection on; 2018 has one.
    rows["reported"] = rows[["reported", "inspected"]].max(axis=1, skipna=False)

    expected = open_settings(rows, options.as_of)
    found = grades(rows, options.as_of)
    # Councils that are gone by the day have no profile, and what was in their areas none either.
    gone = [code for code, day in published.GONE.items() if pandas.Timestamp(day) <= options.as_of]
    expected = expected[~expected.authority.isin(gone)]
    expected["grade"] = found.grade.reindex(expected.index)
    expected["inspected_on"] = found.inspected.reindex(expected.index).dt.date
    profile = duckdb.read_parquet(f"{options.run}/setting_profile.parquet")
    columns = "authority provision grade inspected_on".split()
    written = {urn: said for urn, *said in profile.project("urn, " + ", ".join(columns)).fetchall()}

    def plain(value):
        return None if pandas.isna(value) else int(value) if isinstance(value, float) else value

    wanted = {
        urn: [plain(value) for value in said]
        for urn, said in zip(expected.index, expected[columns].astype(object).values.tolist())
    }
    differing = [urn for urn in wanted.keys() | written.keys() if wanted.get(urn) != written.get(urn)]
    print(f"as of {options.as_of.date()}: {len(files)} lists, {len(rows)} rows,",
          f"{len(wanted)} open settings expected, {len(written)} written, {len(differing)} differ")
    for urn in sorted(differing)[:10]:
        print(" ", urn, "expected", wanted.get(urn), "written", written.get(urn))

    cells = {}
    for authority, provision, grade, _ in wanted.values():
        cell = cells.setdefault((authority, provision), [0] * 5)
        cell[0] += 1
        cell[grade or 0] += grade is not None
    table = duckdb.read_parquet(f"{options.run}/provision_profile.parquet")
    counted = {
        (authority, provision): counts
        for authority, provision, *counts in table.project(
            "authority, provision, settings, " + ", ".join(WORDS)
        ).fetchall()
        if counts[0]
    }
    wrong = [key for key in cells.keys() | counted.keys() if cells.get(key) != counted.get(key)]
    print(f"provision_profile: {len(cells)} rows with settings expected, {len(wrong)} differ")
    for key in sorted(wrong)[:10]:
        print(" ", *key, "expected", cells.get(key), "written", counted.get(key))
    if differing or wrong:
        sys.exit("the run and its witness differ")


if __name__ == "__main__":
    main()
