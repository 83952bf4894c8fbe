"""Witness for `[[comparators]]` on the published LAIT files: the same figures by another road.

    python3 tests/witness/comparators.py ROOT RUN   compare a run's table `comparison`, exit 1 on a mismatch

ROOT holds bds_long_0.parquet, lait_data_dictionary.csv, authorities.csv and
neighbours_april_2021.csv as published; RUN is the folder of a run of pipelines/lait with the
comparators of tests/published_extracts/five_comparators.toml. Needs the package duckdb.

plumbline computes on dense slices, group by group; here a comparator is a table of pairs that is
joined with the figures, and everything is an aggregate over the join.
"""

import sys

import duckdb

FIRST_AREA_THAT_IS_NO_AUTHORITY = 970
NATION = 970
SMALLEST_SCALE = 1e-3
TOLERANCE = 1e-9

EXPECTED = f"""
create table authorities as
select "LA Number"::int as code, ("LA Number"::int)::varchar as authority,
       lower(case "Region" when 'Inner London' then 'London (Inner)'
                           when 'Outer London' then 'London (Outer)' else "Region" end) as region,
       case "Type" when 'ILB' then 'London borough' when 'OLB' then 'London borough'
                   else "Type" end as kind
from read_csv(getvariable('root') || '/authorities.csv', all_varchar = true)
where "LA Number"::int < {FIRST_AREA_THAT_IS_NO_AUTHORITY};

create table polarities as
select trim("Measure_short") as indicator, lower(min("Polarity")) as polarity
from read_csv(getvariable('root') || '/lait_data_dictionary.csv', all_varchar = true) group by 1;

create table figures as
select trim("Short Desc") as indicator, "Years" as period, "LA Number"::int as code,
       lower("LA and Regions") as area,
       case when trim("Values") in ('-', 'c', '..', 'z', 'x', '') then null
            else "Values"::double end as value
from read_parquet(getvariable('root') || '/bds_long_0.parquet')
where "Years" <> '0';

create table slices as select distinct indicator, period from figures;
create table own as
select s.indicator, s.period, a.authority, a.region, f.value
from slices s cross join authorities a
left join figures f on f.indicator = s.indicator and f.period = s.period and f.code = a.code;

-- Who is compared with whom.
create table pairs as
select 'neighbours' as comparator, "LA number" as authority, "SN" as member
from read_csv(getvariable('root') || '/neighbours_april_2021.csv', all_varchar = true)
where "SN" <> '-'
union all
select 'kind', a.authority, b.authority from authorities a join authorities b using (kind)
union all
select 'others of the region', a.authority, b.authority
from authorities a join authorities b on a.region = b.region and a.authority <> b.authority
union all
select 'region', a.authority, b.authority from authorities a join authorities b using (region)
union all
select 'nation', a.authority, b.authority from authorities a cross join authorities b;

create table worked_out as
select p.comparator, o.indicator, o.period, o.authority, any_value(o.value) as own,
       count(m.value) as with_value,
       count(m.value) filter (where p.member <> o.authority) as others,
       avg(m.value) as average, median(m.value) as middle,
       count(*) filter (where p.member <> o.authority and m.value > o.value) as above,
       count(*) filter (where p.member <> o.authority and m.value < o.value) as below
from own o
join pairs p using (authority)
join own m on m.authority = p.member and m.indicator = o.indicator and m.period = o.period
group by all;

create table expected as
select w.comparator, w.indicator, w.period, w.authority, with_value,
       coalesce(case when w.comparator = 'nation' then n.value
                     when w.comparator = 'region' then r.value end,
                case when w.comparator = 'kind' then middle else average end) as value,
       case when own is null or others = 0 then null
            when polarity = 'high' then above + 1
            when polarity = 'low' then below + 1 end as rank,
       others + 1 as ranked_count
from worked_out w
join authorities a using (authority)
left join figures n on n.indicator = w.indicator and n.period = w.period and n.code = {NATION}
     and w.comparator = 'nation'
left join figures r on r.indicator = w.indicator and r.period = w.period and r.area = a.region
     and r.code > {NATION} and w.comparator = 'region'
left join polarities p on p.indicator = w.indicator;
"""

DIFFERENT = f"""
select e.comparator, count(*) as rows,
       count(*) filter (where (e.value is null) <> (c.comparator_value is null)
           or abs(e.value - c.comparator_value)
              > {TOLERANCE} * greatest(abs(e.value), abs(c.comparator_value), {SMALLEST_SCALE}))
           as values,
       count(*) filter (where e.with_value <> c.comparator_count) as counts,
       count(*) filter (where e.rank is distinct from c.rank) as ranks,
       count(*) filter (where c.rank is not null and e.ranked_count <> c.ranked_count) as ranked,
       count(*) filter (where c.vs is null and c.missing_reason is null) as silent
from expected e
join read_parquet(getvariable('run') || '/comparison.parquet') c
    on c.comparator = e.comparator and c.indicator = e.indicator and c.period = e.period
   and c.authority = e.authority
group by 1 order by 1
"""


def main(root, run):
    connection = duckdb.connect()
    connection.execute("set variable root = ?", [root])
    connection.execute("set variable run = ?", [run])
    connection.execute(EXPECTED)
    compared = connection.sql(DIFFERENT).fetchall()
    wrong = len(compared) != 5
    for comparator, rows, *different in compared:
        print(f"{comparator}: {rows} rows, different in value, count, rank, of, silent: {different}")
        wrong |= any(different) or rows < 500_000
    sys.exit("figures differ" if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
