"""The indicator profile of the `lait` pipeline in DuckDB, for comparing speed.

    python3 benches/peers/duckdb_lait.py ROOT OUT.parquet

ROOT holds LAIT's files as published. Same columns and conventions as plumbline's
indicator_profile, without trend and comparisons.
"""

import sys
import duckdb

root, out = sys.argv[1:]
db = duckdb.connect()
db.execute("set variable root = ?", [root])
db.execute("""
create table authorities as
select "LA Number"::int as code,
       lower(case "Region" when 'Inner London' then 'London (Inner)'
                           when 'Outer London' then 'London (Outer)' else "Region" end) as region
from read_csv(getvariable('root') || '/authorities.csv') where "LA Number" < 970;

create table raw as
select trim("Short Desc") as indicator, "Years" as period, "LA Number"::int as code,
       lower("LA and Regions") as area, try_cast("Values" as double) as value
from read_parquet(getvariable('root') || '/bds_long_0.parquet') where "Years" <> '0';

-- One small integer per indicator and period: the joins below carry it instead of two texts.
create table series as
with polarities as (
    select trim("Measure_short") as indicator, any_value("Polarity") as polarity
    from read_csv(getvariable('root') || '/lait_data_dictionary.csv') group by 1),
years as (select distinct indicator, period, regexp_extract_all(period, '[0-9]+') as y from raw)
select row_number() over () as id, indicator, period, y[1]::int as period_start,
       if(len(y[-1]) = 4, y[-1], y[1][1:2] || y[-1])::int as period_end,
       case polarity when 'High' then -1 when 'Low' then 1 end as direction
from years join polarities using (indicator);

create table observations as
select id, code, area, value, direction from raw join series using (indicator, period);

create table cuts as
with sorted as (
    select id, avg(value) as mean, list_sort(list(value) filter (value is not null)) as v
    from observations semi join authorities using (code) group by id),
place as (select *, unnest([0.25, 0.5, 0.75]) as p, 1 + (len(v) - 1) * p as ix from sorted),
ends as (select *, v[floor(ix)::int] as lo, v[ceil(ix)::int] as hi, ix - floor(ix) as h from place)
select id, any_value(mean) as mean, list(if(lo = hi, lo, (1 - h) * lo + h * hi) order by p) as q
from ends group by id;
""")
db.execute("""
copy (
    with near as (
        select id, n."LA number"::int as code, avg(value) as neighbour_mean, count(value) as neighbour_count
        from read_csv(getvariable('root') || '/neighbours_april_2021.csv', all_varchar = true) n
        join observations o on o.code = n."SN"::int where n."SN" <> '-' group by all),
    place as (
        select id, code, rank() over (partition by id order by direction * value) as national_rank
        from observations semi join authorities using (code) where direction * value is not null),
    reach as (select id, count(*) as ranked_count from place group by id),
    regional as (
        select id, region, avg(value) as mean from observations join authorities using (code) group by all)
    select a.code::varchar as authority, indicator, 'all' as breakdown, period, period_start, period_end,
           o.value, neighbour_mean, coalesce(neighbour_count, 0) as neighbour_count,
           coalesce(r.value, regional.mean) as region_value, coalesce(e.value, cuts.mean) as national_value,
           if(e.value is null, if(cuts.mean is null, null, 'computed'), 'published') as national_source,
           national_rank, if(o.direction is null, null, coalesce(ranked_count, 0)) as ranked_count,
           if(o.direction * o.value is null, null, (if(o.direction < 0, 'DCBA', 'ABCD'))
               [1 + (o.value > q[1])::int + (o.value > q[2])::int + (o.value > q[3])::int]) as quartile_band,
           lag(o.value) over s as previous_value, o.value - lag(o.value) over s as change
    from observations o join authorities a using (code) join series using (id) join cuts using (id)
    left join near using (id, code) left join place using (id, code) left join reach using (id)
    left join regional using (id, region)
    left join observations e on e.id = o.id and e.code = 970
    left join observations r on r.id = o.id and r.area = a.region and r.code >= 980
    window s as (partition by indicator, o.code order by period_start, period_end)
    order by authority, indicator, breakdown, period
) to '%s' (format parquet, compression zstd)""" % out)
