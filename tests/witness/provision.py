"""Witness for the `social-care` pipeline: provision figures from Ofsted's file by another road.

    python3 tests/witness/provision.py FILE AUTHORITIES RUN [--as-of YYYY-MM-DD]
                                       [--full-inspections-only]

FILE is a provider-level file as published, AUTHORITIES the list of authorities that LAIT uses, RUN
the folder of a run. With --as-of an inspection published later does not count and its setting is
not inspected. Ofsted lists a few graded monitoring inspections as a latest full inspection; they
count unless --full-inspections-only is given. Needs the packages duckdb (to read Parquet) and
scipy (Wilson's interval). Prints one line per column and exits 1 on a mismatch.
"""

import argparse
import csv
import datetime
import io
import sys
from collections import defaultdict
from pathlib import Path

import duckdb
from scipy.stats import binomtest

TOLERANCE = 1e-9

# A residential special school that is registered as a children's home is inspected and graded as
# one. Holiday schemes, secure training centres and CAFCASS are no provision type of the profile.
PROVISIONS = {
    "children's home": "childrens_home",
    "residential special school (registered as a children's home)": "childrens_home",
    "secure children's home": "secure_childrens_home",
    "independent fostering agency": "fostering_agency",
    "voluntary adoption agency": "adoption_agency",
    "adoption support agency": "adoption_agency",
    "residential special school": "residential_special_school",
    "boarding school": "boarding_school",
    "residential family centre": "residential_family_centre",
    "further education college with residential accommodation": "further_education_college",
    "supported accommodation": "supported_accommodation",
}
GRADES = {
    "outstanding": "outstanding", "good": "good", "satisfactory": "satisfactory",
    "adequate": "satisfactory", "requires improvement": "satisfactory",
    "requires improvement to be good": "satisfactory", "inadequate": "inadequate",
    # Supported accommodation has words of its own.
    "consistently strong service delivery": "good",
    "inconsistent quality of service delivery": "satisfactory",
    "serious or widespread weaknesses": "inadequate",
}
# The first day without each council that was abolished since 2018: it has no profile.
GONE = {
    "835": datetime.date(2019, 4, 1), "836": datetime.date(2019, 4, 1), "837": datetime.date(2019, 4, 1),
    "928": datetime.date(2021, 4, 1), "909": datetime.date(2023, 4, 1),
}
# Registered in England, and lying in Wales: left out.
WALES = {"cardiff", "conwy", "newport", "wrexham"}
# Ofsted's spelling, then that of the authorities' list.
NAMES = {
    "bedford": "bedford borough",
    "bournemouth, christchurch & poole": "bournemouth, christchurch and poole",
    "bristol": "bristol, city of",
    "kingston upon hull": "kingston upon hull, city of",
    "southend on sea": "southend-on-sea",
    "st helens": "st. helens",
}
# Three authorities ended with March 2019. Their names tell only beside each other: a file that
# still has Bournemouth means the old Dorset.
NAMES_BEFORE_2019 = {name: f"{name} (pre lg)" for name in ("bournemouth", "poole", "dorset")}

COUNTS = "settings inspected outstanding good satisfactory inadequate neighbour_inspected".split()
SHARES = ("good_or_better good_or_better_low good_or_better_high inadequate_share "
          "neighbour_good_or_better region_good_or_better national_good_or_better").split()


def plain(text):
    return " ".join(text.split()).lower()


def settings(path):
    """Every provider of the file as a dictionary from plain column name to text."""
    data = Path(path).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    records = [[cell.strip() for cell in record] for record in csv.reader(io.StringIO(text, newline=""))]
    header = next(i for i, record in enumerate(records) if "URN" in record)
    names = [plain(name) for name in records[header]]
    return [dict(zip(names, record)) for record in records[header + 1:] if any(record)]


def day(text):
    return datetime.datetime.strptime(text, "%d/%m/%Y").date()


def column(setting, *spellings):
    return next(setting[name] for name in spellings if name in setting)


def grade_of(setting):
    """The overall grade in the file's words; blank where there is none."""
    overall = "overall experiences and progress of children and young people"
    grade = column(setting, overall, "latest full inspection " + overall, "overall effectiveness")
    return grade or setting.get("supported accommodation outcome", "")


def is_impossible(inspected, published):
    """Whether a report is older than its inspection by more than the day that is tolerated."""
    return bool(inspected and published and day(inspected) - day(published) > datetime.timedelta(1))


def counts(path, codes, as_of, full_only):
    """Settings, inspected settings and grades, by authority's code and provision type."""
    found = defaultdict(lambda: dict.fromkeys(COUNTS[:6], 0))
    providers = settings(path)
    aliases = dict(NAMES)
    if any(plain(s["local authority"]) == "bournemouth" for s in providers):
        aliases |= NAMES_BEFORE_2019
    for setting in providers:
        provision = PROVISIONS.get(plain(setting["provision type"]))
        if provision is None or plain(setting["registration status"]) not in ("active", "suspended"):
            continue
        inspected = column(setting, "latest full inspection date", "inspection date")
        published = column(setting, "latest full inspection publication date", "publication date")
        if is_impossible(inspected, published):
            continue
        name = plain(setting["local authority"])
        if name in WALES:
            continue
        cell = found[codes[aliases.get(name, name)], provision]
        cell["settings"] += 1
        grade = grade_of(setting)
        event = column(setting, "latest full inspection event type", "event type")
        if (not grade or (full_only and plain(event) != "full inspection")
                or (as_of and max(day(published), day(inspected)) > as_of)):
            continue
        cell["inspected"] += 1
        cell[GRADES[plain(grade)]] += 1
    return found


def pooled(cells):
    """The share good or better of all settings together, and how many were inspected."""
    inspected = sum(cell["inspected"] for cell in cells)
    return (sum(cell["outstanding"] + cell["good"] for cell in cells) / inspected if inspected else None), inspected


def expected(found, regions, neighbours):
    """The figures of provision_profile for every authority and provision type of the file."""
    none = dict.fromkeys(COUNTS[:6], 0)
    rows = {}
    for provision in sorted({provision for _, provision in found}):
        of = {code: found.get((code, provision), none) for code in regions}
        for code, cell in of.items():
            row, n, k = dict(cell), cell["inspected"], cell["outstanding"] + cell["good"]
            interval = binomtest(k, n).proportion_ci(0.95, method="wilson") if n else (None, None)
            row["good_or_better"], row["inadequate_share"] = (k / n, cell["inadequate"] / n) if n else (None, None)
            row["good_or_better_low"], row["good_or_better_high"] = interval
            row["neighbour_good_or_better"], row["neighbour_inspected"] = pooled([of[c] for c in neighbours[code]])
            row["region_good_or_better"], _ = pooled([of[c] for c in of if regions[c] == regions[code]])
            row["national_good_or_better"], _ = pooled(of.values())
            rows[code, provision] = row
    return rows


def main():
    parser = argparse.ArgumentParser()
    for argument in ("file", "authorities", "run"):
        parser.add_argument(argument)
    parser.add_argument("--as-of", type=datetime.date.fromisoformat)
    parser.add_argument("--full-inspections-only", action="store_true")
    options = parser.parse_args()
    with open(options.authorities, encoding="utf-8-sig", newline="") as file:
        authorities = [row for row in csv.DictReader(file) if int(row["LA Number"]) < 970]
    codes = {plain(row["LA Name"]): row["LA Number"] for row in authorities}
    regions = {row["LA Number"]: row["Region"] for row in authorities}
    neighbours = defaultdict(list)
    published = Path(options.run) / "neighbours.parquet"
    if published.exists():
        for code, neighbour in duckdb.read_parquet(str(published)).project("authority, neighbour").fetchall():
            neighbours[code].append(neighbour)
    rows = expected(counts(options.file, codes, options.as_of, options.full_inspections_only), regions, neighbours)

    table = duckdb.read_parquet(f"{options.run}/provision_profile.parquet")
    keys = table.project("authority, provision").fetchall()
    figures = table.project(", ".join(COUNTS + SHARES)).fetchall()
    written = {key: dict(zip(COUNTS + SHARES, row)) for key, row in zip(keys, figures)}
    # A row for an authority without such a setting may be written, but it must be right too.
    gone = {code for code, day in GONE.items() if options.as_of and day <= options.as_of}
    wanted = {key for key, row in rows.items() if row["settings"] and key[0] not in gone}
    print(f"provision_profile: {len(wanted)} rows with settings expected, {len(keys)} rows written,",
          f"{len(wanted - written.keys())} missing, {len(written.keys() - rows.keys())} unknown")
    agrees = wanted <= written.keys() <= rows.keys() and len(keys) == len(written)
    print("column compared mismatched max_relative_difference")
    for name in COUNTS + SHARES:
        mismatched, largest = 0, 0.0
        for key in sorted(written.keys() & rows.keys()):
            e, r = rows[key][name], written[key][name]
            if name in COUNTS or e is None or r is None:
                # Nothing counted may be written as 0 or left out.
                mismatched += (e or 0) != (r or 0) if name in COUNTS else (e is None) != (r is None)
            else:
                difference = abs(e - r) / max(abs(e), abs(r), 1e-3)
                mismatched += not difference <= TOLERANCE
                largest = max(largest, difference)
        print(name, len(written.keys() & rows.keys()), mismatched, "-" if name in COUNTS else f"{largest:.3g}")
        agrees &= mismatched == 0
    if not agrees:
        sys.exit("the run and its witness differ")


if __name__ == "__main__":
    main()
