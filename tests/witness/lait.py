"""Witness for the `lait` pipeline: the same figures from the published files by another road.

    python3 tests/witness/lait.py ROOT RUN               compare a run's tables, exit 1 on a mismatch
    python3 tests/witness/lait.py ROOT --export-csv FILE  write what is expected, for lait.R

ROOT holds bds_long_0.parquet, lait_data_dictionary.csv, authorities.csv and
neighbours_april_2021.csv as published; RUN is the folder of a run. Needs the package duckdb.

plumbline computes on dense slices in one pass; here everything is a join, a window or an
aggregate in SQL, so that a shared mistake in indexing is unlikely. The conventions are those of
the Department's Local Authority Interactive Tool (LAIT).
"""

import sys
import duckdb

# Below 970 a code is an authority; 970 is England, 980 to 990 are regions.
FIRST_AREA_THAT_IS_NO_AUTHORITY = 970

# A difference counts relative to the larger figure, but to no less than this: a mean of positive
# and negative values can be zero on one road and 1e-17 on the other.
SMALLEST_SCALE = 1e-3
TOLERANCE = 1e-9

# R's type 7 in R's own arithmetic (`stats:::quantile.default`). Any other order of the same
# operations puts some authorities on the other side of a cut point. `v` is the sorted list.
CUT = """
create macro cut(v, p) as (
    with place as (select 1 + (len(v) - 1) * p as ix),
    ends as (select v[floor(ix)::int] as lo, v[ceil(ix)::int] as hi, ix - floor(ix) as h from place)
    select case when lo = hi then lo else (1 - h) * lo + h * hi end from ends)
"""

EXPECTED = f"""
create table authorities as
select "LA Number"::int as code, ("LA Number"::int)::varchar as authority,
       -- The list of authorities says Inner London where the extract says London (Inner).
       lower(case "Region" when 'Inner London' then 'London (Inner)'
                           when 'Outer London' then 'London (Outer)' else "Region" end) as region
from read_csv(getvariable('root') || '/authorities.csv', all_varchar = true)
where "LA Number"::int < {FIRST_AREA_THAT_IS_NO_AUTHORITY};

create table neighbours_expected as
select "LA number" as authority, rank::int as rank, "SN" as neighbour, lower("SNP") as closeness
from read_csv(getvariable('root') || '/neighbours_april_2021.csv', all_varchar = true)
where "SN" <> '-';

create table indicators as
-- A measure that stands under two topics has two rows; min() would hide two polarities.
select trim("Measure_short") as indicator,
       case count(distinct "Polarity") when 1 then lower(min("Polarity")) else error('polarity') end
           as polarity
from read_csv(getvariable('root') || '/lait_data_dictionary.csv', all_varchar = true) group by 1;

create table observations as
select trim("Short Desc") as indicator, "Years" as period, "LA Number"::int as code,
       lower("LA and Regions") as area,
       case when trim("Values") in ('-', 'c', '..', 'z', 'x', '') then null
            else "Values"::double end as value
from read_parquet(getvariable('root') || '/bds_long_0.parquet')
where regexp_matches("Years", '^[0-9]{{4}}');  -- the stray period `0` has no year

create table periods as
with years as (select distinct indicator, period, regexp_extract_all(period, '[0-9]+') as y from observations)
select indicator, period, y[1]::int as period_start,
       -- 2014-16 ends in 2016, 2013/14-15/16 too; 2018 (Rev) ends where it starts.
       case len(y[-1]) when 4 then y[-1]::int else (y[1][1:2] || y[-1])::int end as period_end
from years;

create table distribution_expected as
with d as (
    select indicator, period, count(value) as authorities, min(value) as minimum,
           max(value) as maximum, avg(value) as mean, stddev_samp(value) as standard_deviation,
           list_sort(list(value) filter (value is not null)) as v
    from observations semi join authorities using (code) group by all)
select * exclude v, 'all' as breakdown,
       cut(v, 0.25) as q25, cut(v, 0.5) as median, cut(v, 0.75) as q75 from d;

create table profile_expected as
with grid as (
    select a.*, p.*, o.value, i.polarity in ('high', 'low') as ranked,
           if(i.polarity = 'high', -o.value, o.value) as worse_by
    from authorities a cross join periods p join indicators i using (indicator)
    left join observations o using (indicator, period, code)),
near as (
    select o.indicator, o.period, n.authority, avg(value) as neighbour_mean,
           count(value) as neighbour_count
    from neighbours_expected n join observations o on o.code = n.neighbour::int group by all),
place as (
    select indicator, period, authority,
           rank() over (partition by indicator, period order by worse_by) as national_rank,
           count(*) over (partition by indicator, period) as ranked_count
    from grid where ranked and value is not null),
reach as (select indicator, period, max(ranked_count) as ranked_count from place group by all),
regional as (select indicator, period, region, avg(value) as mean from grid group by all)
select g.authority, g.indicator, 'all' as breakdown, g.period, period_start, period_end, g.value,
       neighbour_mean, coalesce(neighbour_count, 0) as neighbour_count,
       reg.value as region_published, coalesce(reg.value, regional.mean) as region_value,
       eng.value as national_published, coalesce(eng.value, d.mean) as national_value,
       national_rank, coalesce(reach.ranked_count, 0) as ranked_count,
       -- A value equal to a cut point belongs to the lower interval; A is the best quarter.
       case when ranked and g.value is not null then (case polarity when 'high' then 'DCBA' else 'ABCD' end)
           [1 + (g.value > q25)::int + (g.value > median)::int + (g.value > q75)::int] end as quartile_band,
       lag(g.value) over series as previous_value, g.value - lag(g.value) over series as change,
       q25, median, q75, polarity
from grid g join indicators using (indicator) join distribution_expected d using (indicator, period)
left join near using (indicator, period, authority) left join place using (indicator, period, authority)
left join reach using (indicator, period) left join regional using (indicator, period, region)
left join observations eng on (eng.indicator, eng.period, eng.code) = (g.indicator, g.period, 970)
left join observations reg on (reg.indicator, reg.period, reg.area) = (g.indicator, g.period, g.region)
    and reg.code between 980 and 990
window series as (partition by g.indicator, g.authority order by period_start, period_end);
"""

# Per table: its key, then per printed column the expected and the written figure and the rows asked.
# Region and England are printed twice: where the extract has the figure, and where it is computed.
TABLES = {
    "neighbours": ("authority, rank", {c: (f"e.{c}", f"r.{c}", "true") for c in ["neighbour"]}
        | {"closeness": ("e.closeness", "lower(r.closeness)", "true")}),
    "indicator_distribution": ("indicator, breakdown, period", {c: (f"e.{c}", f"r.{c}", "true") for c in
        "authorities minimum q25 median q75 maximum mean standard_deviation".split()}),
    "indicator_profile": ("authority, indicator, breakdown, period", {c: (f"e.{c}", f"r.{c}", "true") for c in
        "period_start period_end value neighbour_mean national_rank quartile_band previous_value change".split()}
        # Nothing counted may be written as 0 or left out.
        | {c: (f"e.{c}", f"coalesce(r.{c}, 0)", "true") for c in ("neighbour_count", "ranked_count")}
        | {f"{c}_value({how})": (f"e.{c}_value", f"r.{c}_value", f"e.{c}_published is {test} null")
           for c in ("region", "national") for how, test in (("published", "not"), ("computed", ""))}
        | {"national_source": ("e.national_published is not null", "r.national_source = 'published'",
                               "e.national_value is not null")}),
}
FLOATS = set("minimum q25 median q75 maximum mean standard_deviation value neighbour_mean previous_value change "
             "region_value national_value".split())


def compare(db, run, table):
    """Prints one line per column of a table and returns whether everything agrees."""
    key, columns = TABLES[table]
    expected = table.removeprefix("indicator_") + "_expected"
    db.execute(f"create or replace view written as from read_parquet('{run}/{table}.parquet')")
    rows = db.execute(f"""select (select count(*) from {expected}), (select count(*) from written),
        (select count(*) from {expected} semi join written using ({key}))""").fetchone()
    print(f"{table}: {rows[0]} rows expected, {rows[1]} written, {rows[2]} of the expected found")
    agrees = rows[0] == rows[1] == rows[2]
    print("column compared mismatched max_relative_difference")
    for column, (e, r, asked) in columns.items():
        if column.split("(")[0] in FLOATS:
            difference = f"abs({e} - {r}) / greatest(abs({e}), abs({r}), {SMALLEST_SCALE})"
            differs = f"({e} is null) <> ({r} is null) or coalesce({difference} > {TOLERANCE} or isnan({r}), false)"
        else:
            difference, differs = "null::double", f"{e} is distinct from {r}"
        compared, mismatched, largest = db.execute(f"""select count(*), count_if({differs}), max({difference})
            from {expected} e join written r using ({key}) where {asked}""").fetchone()
        print(column, compared, mismatched, "-" if largest is None else f"{largest:.3g}")
        agrees &= mismatched == 0
    return agrees


def export(db, path):
    """Writes the expected figures in hexadecimal, so that R reads back every bit of them."""
    figures = ["value", "neighbour_mean", "q25", "median", "q75"]
    texts = ["indicator", "period", "authority", "polarity", "national_rank", "ranked_count", "quartile_band"]
    rows = db.execute(f"""select {', '.join(texts + figures)} from profile_expected
        order by indicator, period, authority""").fetchall()
    with open(path, "w", encoding="utf-8") as file:
        print("\t".join(texts + figures), file=file)
        for row in rows:
            print(*("NA" if x is None else x.hex() if isinstance(x, float) else x for x in row), sep="\t", file=file)


def main(arguments):
    if len(arguments) not in (2, 3) or (len(arguments) == 3 and arguments[1] != "--export-csv"):
        sys.exit(__doc__)
    db = duckdb.connect()
    db.execute("set variable root = ?", [arguments[0]])
    db.execute(CUT)
    db.execute(EXPECTED)
    if len(arguments) == 3:
        return export(db, arguments[2])
    if not all([compare(db, arguments[1], table) for table in TABLES]):
        sys.exit("the run and its witness differ")


if __name__ == "__main__":
    main(sys.argv[1:])
