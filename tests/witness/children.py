"""Witness for the `children-2025` pipeline: its figures from the published files by another road.

    python3 tests/witness/children.py ROOT PIPELINE RUN

ROOT holds lait/, ofsted/ and ees/ as published, PIPELINE is the pipeline file, of which only the
list of measures that count is read, RUN the folder of a run. Every authority is compared; ten whose names or borders are awkward are printed.

plumbline reads the latest judgements out of the history of inspections; here they are those of
the sheet that lists only the latest. Workbooks are opened with openpyxl and odfpy, everything
else is lists and dictionaries. Needs the packages duckdb (to read Parquet), openpyxl and odfpy.
"""

import csv
import datetime
import math
import re
import statistics
import sys
import tomllib
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import openpyxl
from odf import opendocument, table, teletype

import provision as providers

AS_OF = datetime.date(2025, 12, 31)
TOLERANCE = 1e-9

# Abolished in 2019, 2021 and 2023; the list of authorities still has them.
ABOLISHED = {"835", "836", "837", "928", "909"}
# To be shown: made anew, spelt differently from file to file, or tiny.
SHOWN = ["Dorset", "Bournemouth, Christchurch and Poole", "North Northamptonshire", "Cumberland",
         "Westmorland and Furness", "Bristol, City of", "Kingston Upon Hull, City of", "St. Helens",
         "Southend-on-Sea", "City of London", "Isles of Scilly"]

PROVISIONS = providers.PROVISIONS | {
    "further education college with residential accommodation": "college_residence"}
SCHOOLS = {code: provision for provision, codes in {
    "mainstream_school": "1 2 3 5 6 28 34 35 40 41", "nursery_school": "15",
    "special_school": "7 8 12 33 36 44", "independent_school": "11",
    "independent_special_school": "10", "alternative_provision": "38 42 43",
    "sixth_form_academy": "39 45 46"}.items() for code in codes.split()}
ASPECTS = {"overall effectiveness": "overall_effectiveness", "leaders": "impact_of_leaders", "help and protection": "help_and_protection",
           "children in care": "children_in_care", "care leavers": "care_leavers"}
GRADES = {"outstanding": 1, "good": 2, "requires improvement to be good": 3, "inadequate": 4}

# Explore Education Statistics: the measure, its file, the column, and the filter's values.
EES = {
    "rereferral_percent": ("c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv",
                           "rereferral_percent", set()),
    "CPP_subsequent_percent": ("d3_cpps_subsequent_plan_2013_to_2025.csv", "CPP_subsequent_percent", set()),
    "three_or_more_placements_percent": (
        "la_cla_placement_stability.csv", "children_percent",
        {"CLA on 31 March", "With 3 or more placements during the year"}),
    "same_carer_two_years_percent": (
        "la_cla_placement_stability.csv", "children_percent",
        {"Children looked after continuously for at least 2.5 years on 31 March aged under 16 years",
         "Living with the same carer for at least 2 years"}),
}


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def authorities(root):
    """Names by code of the authorities that exist today, and codes by plain name."""
    sheet = openpyxl.load_workbook(root / "lait/la_code_list.xlsx", read_only=True).active
    listed = {str(row[0]): row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    today = {code: name for code, name in listed.items() if int(code) < 970 and code not in ABOLISHED}
    return today, {providers.plain(name): code for code, name in listed.items()}


def code_of(name, codes, aliases=providers.NAMES):
    name = providers.plain(name).replace("&", "and")
    return codes[aliases.get(name, name)]


def neighbours(root):
    """Codes of the neighbours of each authority; a row is known by the number that it begins with."""
    return {row["old_la_code"]: [row[f"SN_{rank}"].strip() for rank in range(1, 11)]
            for row in rows_of(root / "lait/sn_model_2025_wide.csv")}


def counts(root, today, codes):
    """Settings, inspected settings and grades by authority and provision.

    The settings are those of the newest file, since one that is not in it has closed; their latest
    full inspection may stand in an older file, where the newest gives a monitoring visit.
    """
    visits, newest = {}, []
    for path in sorted(root.glob("ofsted*/provider_at_*.csv"), key=lambda path: path.name):
        newest = providers.settings(path)
        for setting in newest:
            event = providers.column(setting, "latest full inspection event type", "event type")
            grade = providers.grade_of(setting)
            if not grade or providers.plain(event) != "full inspection":
                continue
            inspected = providers.column(setting, "latest full inspection date", "inspection date")
            published = providers.column(
                setting, "latest full inspection publication date", "publication date")
            if providers.is_impossible(inspected, published):
                continue
            inspected, published = providers.day(inspected), providers.day(published)
            if published <= AS_OF:
                visits.setdefault(setting["urn"], {})[inspected] = providers.GRADES[providers.plain(grade)]
    found = defaultdict(Counter)
    for setting in newest:
        provision = PROVISIONS.get(providers.plain(setting["provision type"]))
        if provision and providers.plain(setting["local authority"]) not in providers.WALES:
            cell = found[code_of(setting["local authority"], codes), provision]
            cell["settings"] += 1
            if seen := visits.get(setting["urn"]):
                cell["inspected"] += 1
                cell[seen[max(seen)]] += 1
    for school in rows_of(root / "ofsted/school_ratings_2024.csv"):
        cell = found[school["authority_code"], SCHOOLS[school["establishment_type_code"]]]
        cell["settings"] += 1
        cell["inspected"] += 1
        cell[providers.GRADES[providers.plain(school["rating"])]] += 1
    return {key: cell for key, cell in found.items() if key[0] in today}


def judgements(root, codes):
    """The grade of each aspect by authority, from the sheet of the latest inspections."""
    book = opendocument.load(root / "ofsted/la_inspection_outcomes_march_2025.ods")
    sheet = next(sheet for sheet in book.getElementsByType(table.Table)
                 if sheet.getAttribute("name") == "Inspections_as_at_31_March")
    lines = []
    for row in sheet.getElementsByType(table.TableRow):
        cells = []
        for cell in row.getElementsByType(table.TableCell):
            times = int(cell.getAttribute("numbercolumnsrepeated") or 1)
            cells += [teletype.extractText(cell).strip()] * min(times, 20)
        lines.append(cells)
    header = next(i for i, cells in enumerate(lines) if "Local authority name" in cells)
    grades = {}
    for cells in lines[header + 1:]:
        of = dict(zip(map(str.lower, lines[header]), cells))
        if not of.get("local authority name"):
            continue
        code = code_of(of["local authority name"], codes)
        for title, word in of.items():
            aspect = next((key for words, key in ASPECTS.items() if words in title), None)
            if aspect and word:
                grades[code, aspect] = GRADES[word.lower()]
    return grades


def sheet_of(path, name):
    """The texts of the cells of a sheet, row by row."""
    office = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
    is_of, rows = False, []
    with zipfile.ZipFile(path) as book:
        for event, part in ElementTree.iterparse(book.open("content.xml"), ("start", "end")):
            if event == "start":
                if part.tag == office % "table" + "table":
                    is_of = part.get(office % "table" + "name") == name
            elif part.tag == office % "table" + "table-row":
                cells = []
                for cell in part if is_of else ():
                    times = int(cell.get(office % "table" + "number-columns-repeated") or 1)
                    text = " ".join("".join(p.itertext()) for p in cell.iter(office % "text" + "p"))
                    cells += [" ".join(text.split())] * min(times, 60)
                rows.append(cells)
                part.clear()
    return rows


# The columns of the history of inspections: kind, aspect, words of the grade, words of the day.
HISTORY = [
    ("slac", "safeguarding", "slac safeguarding overall", "(slac) inspection publication"),
    ("slac", "looked_after_children", "slac looked after children overall", "(slac) inspection publication"),
    ("slac", "safeguarding", "slac re-inspection safeguarding oe", "slac re-inspection of safeguarding publication"),
    ("slac", "looked_after_children", "slac re-inspection of services children looked after oe",
     "slac re-inspection of services for children looked after publication"),
    ("child_protection", "overall_effectiveness", "cpi overall", "(cpi) publication"),
    ("child_protection", "overall_effectiveness", "cpri overall", "(cpri) publication"),
    ("targeted_care", "overall_effectiveness", "tlac overall", "(tlac) inspection publication"),
    ("sif", "safeguarding_board", "lscb overall", "first sif publication"),
] + [
    ("sif", aspect, f"{which} {words}", f"{which} publication")
    for which in ("first sif", "sif re-inspection")
    for aspect, words in {
        "overall_effectiveness": "overall judgement", "help_and_protection": "children who need help",
        "children_in_care": "children looked after and achieving", "adoption": "cla sub: adoption",
        "care_leavers": "cla sub: experiences", "impact_of_leaders": "leadership"}.items()
]


def history(root, codes, today):
    """The latest grade by authority, kind and aspect from 2009 on, before the inspections of today,
    and the judgements of the latter that the workbook has, by authority and day of publication."""
    path = next(root.glob("ofsted*/childrens_social_care_underlying_2023.ods"))
    lines = sheet_of(path, "LA_inspections_2009-2023")
    header = next([cell.lower() for cell in cells] for cells in lines if "Local authority name" in cells)
    place = lambda words: next(at for at, title in enumerate(header) if words in title)
    found, ilacs = {}, {}
    for cells in lines:
        if len(cells) < 45 or not re.fullmatch(r"[A-Z].*", cells[1]) or cells[1] == "Local authority name":
            continue
        # The second table has those that are gone, of which Dorset has the name of a council of today.
        is_gone = providers.plain(cells[1]) in ("bournemouth", "poole", "northamptonshire") or (
            cells[1] == "Dorset" and cells[place("first sif overall")])
        if is_gone or (code := code_of(cells[1], codes)) not in today:
            continue
        for kind, aspect, words, day in HISTORY:
            word, published = cells[place(words)].lower(), cells[place(day)]
            if word in GRADES and re.fullmatch(r"[0-9/]+", published):
                key, event = (code, kind, aspect), (providers.day(published), GRADES[word])
                found[key] = max(found.get(key, event), event, key=lambda of: of[0])
        for which in ("first ilacs framework", "second ilacs framework"):
            word = cells[place(which + " overall")].lower()
            if word in GRADES:
                ilacs[code, providers.day(cells[place(which + " publication")])] = GRADES[word]
    return {key: {"grade": grade} for key, (_, grade) in found.items()}, ilacs


def outcomes(root, codes, today):
    """The overall judgement of every inspection of today's framework, by authority and day of
    publication, from the history in the newest workbook."""
    lines = sheet_of(root / "ofsted/la_inspection_outcomes_march_2025.ods", "ILACS_inspection_history")
    header = next(cells for cells in lines if "Local authority name" in cells)
    rows = [dict(zip(header, cells)) for cells in lines]
    return {(code, providers.day(row["Publication date"])): GRADES[row["Overall effectiveness"].lower()]
            for row in rows if row.get("Local authority status") == "Current"
            and (code := code_of(row["Local authority name"], codes)) in today}


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def observations(root, measures):
    """Values by measure, period and area: a code, where England is 970."""
    found = defaultdict(dict)
    sql = f"""select trim("Short Desc"), "Years", "LA Number"::int::varchar, "Values"
              from '{root}/lait/bds_long_0.parquet'"""
    for measure, period, code, value in duckdb.sql(sql).fetchall():
        if measure in measures and (value := number(value)) is not None:
            found[measure, period][code] = value
    for measure, (name, column, filters) in EES.items():
        for row in rows_of(root / "ees" / name):
            if filters <= set(row.values()) and row["geographic_level"] != "Regional":
                code = "970" if row["geographic_level"] == "National" else row["old_la_code"]
                if (value := number(row[column])) is not None:
                    found[measure, row["time_period"]][code] = value
    return found


def years(period):
    """First and last year, to order periods by: 2013/14-15/16 ends in 2016."""
    digits = re.findall(r"\d+", period)
    last = digits[-1] if len(digits[-1]) == 4 else digits[0][:2] + digits[-1]
    return int(last), int(digits[0])


def latest(found, today, near):
    """The latest value of each measure for each authority, beside its neighbours and England."""
    areas = lambda values: {code: value for code, value in values.items() if int(code) < 970}
    newest = {}
    for (measure, period), values in found.items():
        if areas(values) and (measure not in newest or years(period) > years(newest[measure])):
            newest[measure] = period
    rows = {}
    for measure, period in newest.items():
        values = found[measure, period]
        mean = statistics.fmean(areas(values).values())
        for code in today:
            own = [values[other] for other in near.get(code, []) if other in values]
            rows[code, measure] = {
                "period": period, "value": values.get(code),
                "neighbour_mean": statistics.fmean(own) if own else None,
                "neighbour_count": len(own), "national_value": values.get("970", mean)}
    return rows


def written(run, name, key, columns, where="true"):
    """A table of the run as a dictionary from key to a dictionary of columns."""
    sql = f"select {', '.join(key + columns)} from '{run}/{name}.parquet' where {where}"
    return {row[:len(key)]: dict(zip(columns, row[len(key):])) for row in duckdb.sql(sql).fetchall()}


def same(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-12)
    return a == b


def compare(title, expected, found):
    """Prints how many figures agree, and the first that do not."""
    missing = sorted(expected.keys() - found.keys())
    unknown = sorted(found.keys() - expected.keys())
    differ = [(key, column, value, found[key][column]) for key, row in expected.items() if key in found
              for column, value in row.items() if not same(value, found[key][column])]
    figures = sum(len(row) for row in expected.values())
    print(f"{title}: {len(expected)} rows, {figures} figures, {len(differ)} differ;",
          f"{len(missing)} rows missing, {len(unknown)} unknown")
    for line in [*differ[:5], *missing[:5], *unknown[:5]]:
        print("  ", line)
    return not (differ or missing or unknown)


def counted(pipeline):
    """The measures of LAIT that count in an outcome."""
    with open(pipeline, "rb") as file:
        feeds = tomllib.load(file)["sources"]["indicators"]
    outcomes = next(feed["columns"]["outcome"]["values"] for feed in feeds if feed["name"] == "lait")
    return {measure for measure, outcome in outcomes.items() if outcome}


def main(root, pipeline, run):
    root = Path(root)
    today, codes = authorities(root)
    near = neighbours(root)
    provision = {key: {column: cell[column] for column in
                       "settings inspected outstanding good satisfactory inadequate".split()}
                 for key, cell in counts(root, today, codes).items()}
    findings = {key: {"grade": grade} for key, grade in judgements(root, codes).items()}
    earlier, known = history(root, codes, today)
    # Of LAIT those that count in an outcome; lait.py compares them all.
    listed = counted(pipeline) | EES.keys()
    measures = latest(observations(root, listed), today, near)

    run_provision = written(run, "provision_profile", ["authority", "provision"],
                            "settings inspected outstanding good satisfactory inadequate".split(), "settings > 0")
    run_findings = written(run, "finding_profile", ["authority", "aspect"], ["grade"], "kind = 'ilacs'")
    run_earlier = written(run, "finding_profile", ["authority", "kind", "aspect"], ["grade"], "kind <> 'ilacs'")
    run_measures = written(run, "indicator_profile", ["authority", "indicator"],
                           "period value neighbour_mean neighbour_count national_value".split(),
                           "is_latest and breakdown = 'all'")
    run_measures = {key: row for key, row in run_measures.items() if key[0] in today and key[1] in listed}
    ratings = written(run, "ratings", ["authority"], ["name", "awarded_rating", "coverage"])

    agrees = [compare("provision_profile", provision, run_provision),
              compare("finding_profile", findings, run_findings),
              compare("finding_profile, before 2018", earlier, run_earlier),
              compare("indicator_profile, latest", measures, run_measures)]
    rated = [code for (code,), row in ratings.items() if row["awarded_rating"] is not None]
    print(f"ratings: {len(today)} authorities today, {len(rated)} rated")
    agrees.append(sorted(rated) == sorted(today))

    # What the older workbook says of today's framework, the newer one says as well.
    newer = outcomes(root, codes, today)
    differing = {key: (grade, newer.get(key)) for key, grade in known.items() if newer.get(key) != grade}
    print(f"ILACS: {len(known)} inspections in the history to 2023, {len(differing)} otherwise in that of 2025")
    for key, (old, new) in sorted(differing.items()):
        print("  ", *key, old, new)

    for name in SHOWN:
        code = codes[providers.plain(name)]
        homes = provision.get((code, "childrens_home"), Counter())
        schools = provision.get((code, "mainstream_school"), Counter())
        grade = lambda aspect: findings.get((code, aspect), {}).get("grade", "-")
        print(f"{code} {name}: rated {ratings[code,]['awarded_rating']}; ILACS",
              " ".join(f"{aspect} {grade(aspect)}" for aspect in ASPECTS.values()) + ";",
              "homes {settings}: {outstanding}/{good}/{satisfactory}/{inadequate};".format_map(homes),
              "mainstream schools {settings}: {outstanding}/{good}/{satisfactory}/{inadequate};".format_map(schools))
        for measure in ("rereferral_percent", "KS2RWM_Expected_STD"):
            row = measures[code, measure]
            mean = "-" if row["neighbour_mean"] is None else f"{row['neighbour_mean']:.4f}"
            print(f"    {measure} {row['period']}: {row['value']}, {row['neighbour_count']} neighbours {mean},",
                  f"England {row['national_value']}")
    if not all(agrees):
        sys.exit("the run and its witness differ")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
