"""The profiles of the `annual-rating` pipeline in DuckDB, for comparing speed.

    python3 benches/peers/duckdb_sample.py ROOT OUT.parquet

ROOT is a folder that `plumbline sample` wrote, as of 9 December 2009. Writes OUT.parquet.TABLE for
each of the seven tables that hold what the evidence says, with plumbline's columns and conventions,
without trend, the comparisons of provision, bands and words. It rates nobody: plumbline's limiters,
evidence, ratings and directions have no counterpart here.
"""

import sys
from pathlib import Path

import duckdb

root, out = sys.argv[1:]
catalogue = Path(__file__).parents[2] / "pipelines" / "annual-rating" / "indicators.csv"
db = duckdb.connect()
db.execute("set variable root = ?", [root])
db.execute("set variable catalogue = ?", [str(catalogue)])
db.execute("""
create macro source(name) as getvariable('root') || '/' || name || '.parquet';
create table authorities as select code, region from read_parquet(source('authorities')) where level = 'authority';
create table areas as select code, name, level from read_parquet(source('authorities'));
create table near as select authority as code, neighbour from read_parquet(source('neighbours'));
create table catalogue as
select indicator, outcome, case polarity when 'high' then -1 when 'low' then 1 end as direction, unit,
       case unit when 'percent' then 100 when 'share' then 1 when 'rate_per_1000' then 1000
                 when 'rate_per_10000' then 10000 when 'rate_per_100000' then 100000 end as whole
from read_csv(getvariable('catalogue'), all_varchar = true);

create table raw as
select authority as code, indicator, coalesce(breakdown, 'all') as breakdown, period,
       try_cast(value as double) as value, numerator, denominator
from read_parquet(source('observations'));

create table series as
with years as (
    select distinct indicator, breakdown, period, regexp_extract_all(period, '[0-9]+') as y from raw)
select row_number() over () as id, indicator, breakdown, period, y[1]::int as period_start,
       if(len(y[-1]) = 4, y[-1], y[1][1:2] || y[-1])::int as period_end, outcome, direction, unit, whole
from years join catalogue using (indicator);

create table observations as
select id, code, value, numerator, denominator, direction, unit
from raw join series using (indicator, breakdown, period);
create table mine as from observations semi join authorities using (code);
create macro figure(value, numerator, denominator, unit) as
    if(unit = 'percent' and count(value) = count(value + numerator + denominator) and sum(denominator) > 0,
       sum(numerator) filter (value is not null) / sum(denominator) filter (value is not null) * 100, avg(value));

create table cuts as
with sorted as (
    select id, figure(value, numerator, denominator, any_value(unit)) as computed,
           count(value) as n, avg(value) as mean, stddev_samp(value) as deviation,
           list_sort(list(value) filter (value is not null)) as v
    from mine group by id),
place as (select *, unnest([0.25, 0.5, 0.75]) as p, 1 + (len(v) - 1) * p as ix from sorted),
ends as (select *, v[floor(ix)::int] as lo, v[ceil(ix)::int] as hi, ix - floor(ix) as h from place)
select id, any_value(computed) as computed, any_value(n) as n, any_value(mean) as mean,
       any_value(deviation) as deviation, any_value(v) as v, list(if(lo = hi, lo, (1 - h) * lo + h * hi) order by p) as q
from ends group by id;

create table latest as
select id from series left join cuts using (id)
qualify row_number() over (
    partition by indicator, breakdown order by coalesce(n, 0) > 0 desc, period_start desc, period_end desc) = 1;

create macro z() as 1.959963984540054;
create macro wilson(side, x, n) as
    (x + z() * z() / 2 + side * z() * sqrt(x * (1 - x / n) + z() * z() / 4)) / (n + z() * z());
create macro shown(difference, direction) as case
    when direction is null then case difference when 1 then 'higher' when -1 then 'lower' when 0 then 'similar' end
    else case difference * direction when -1 then 'better' when 1 then 'worse' when 0 then 'in line' end end;
create macro beside(value, other, low, high, margin) as case
    when value is null or other is null then null
    when low is not null then (other < low)::int - (other > high)::int
    when margin is null then null
    else (value - other > margin)::int - (other - value > margin)::int end;

create table profile as
with alike as (
        select id, near.code, avg(value) as neighbour_mean, count(value) as neighbour_count
        from near join mine on mine.code = neighbour group by all),
    place as (
        select id, code, rank() over (partition by id order by direction * value) as national_rank
        from mine where direction * value is not null),
    reach as (select id, count(*) as ranked_count from place group by id),
    regional as (
        select id, region, figure(value, numerator, denominator, any_value(unit)) as computed
        from mine join authorities using (code) group by id, region),
    published as (
        select id, areas.name, level, value from observations join areas using (code)
        where level <> 'authority' and value is not null),
    joined as (
    select a.code as authority, indicator, breakdown, period, period_start, period_end, latest.id is not null as is_latest,
           o.value, neighbour_mean,
           coalesce(neighbour_count, 0) as neighbour_count,
           coalesce(r.value, regional.computed) as region_value,
           coalesce(e.value, cuts.computed) as national_value,
           if(e.value is null, if(cuts.computed is null, null, 'computed'), 'published') as national_source,
           national_rank, if(s.direction is null, null, coalesce(ranked_count, 0)) as ranked_count,
           if(s.direction * o.value is null, null, (if(s.direction < 0, 'DCBA', 'ABCD'))
               [1 + (o.value > q[1])::int + (o.value > q[2])::int + (o.value > q[3])::int]) as quartile_band,
           lag(o.value) over w as previous_value, o.value - lag(o.value) over w as change,
           s.outcome, s.direction, 0.5 * deviation as margin,
           if(o.denominator > 0 and o.numerator between 0 and o.denominator, s.whole, null) as scale,
           scale * wilson(-1, o.numerator, o.denominator) as low,
           scale * wilson(1, o.numerator, o.denominator) as high
    from series s cross join authorities a
    left join mine o on o.id = s.id and o.code = a.code
    left join cuts on cuts.id = s.id
    left join alike on alike.id = s.id and alike.code = a.code
    left join place on place.id = s.id and place.code = a.code
    left join reach on reach.id = s.id
    left join regional on regional.id = s.id and regional.region = a.region
    left join published e on e.id = s.id and e.level = 'nation'
    left join published r on r.id = s.id and r.level = 'region' and r.name = a.region
    left join latest on latest.id = s.id
    window w as (partition by indicator, breakdown, a.code order by period_start, period_end))
select * exclude (low, high, margin, direction, scale),
       shown(beside(value, neighbour_mean, low, high, margin), direction) as vs_neighbours,
       shown(beside(value, national_value, low, high, margin), direction) as vs_national
from joined order by authority, indicator, breakdown, period;
copy (select * exclude (outcome) from profile) to '%s.indicator_profile' (format parquet, compression zstd);
copy (
    select indicator, breakdown, period, coalesce(n, 0) as authorities, v[1] as minimum, q[1] as q25, q[2] as median,
           q[3] as q75, v[-1] as maximum, mean, deviation as standard_deviation
    from series left join cuts using (id) order by all
) to '%s.indicator_distribution' (format parquet, compression zstd);
copy (
    with judged as (
        select outcome, count(*) as indicators from catalogue where direction is not null and outcome is not null group by all),
    own as (
        select authority, outcome, count(value) as with_value,
               count(*) filter (vs_neighbours in ('better', 'in line')) as in_line_or_better_neighbours,
               count(*) filter (vs_national in ('better', 'in line')) as in_line_or_better_national,
               count(vs_neighbours) as beside_neighbours, count(vs_national) as beside_nation
        from profile join catalogue using (indicator, outcome)
        where is_latest and breakdown = 'all' and direction is not null group by all)
    select code as authority, judged.outcome, indicators::int as indicators, coalesce(with_value, 0) as with_value,
           coalesce(in_line_or_better_neighbours, 0) as in_line_or_better_neighbours,
           coalesce(in_line_or_better_national, 0) as in_line_or_better_national,
           in_line_or_better_neighbours / nullif(beside_neighbours, 0) as share_neighbours,
           in_line_or_better_national / nullif(beside_nation, 0) as share_national
    from authorities cross join judged left join own on own.authority = code and own.outcome = judged.outcome
    order by 1, 2
) to '%s.outcome_profile' (format parquet, compression zstd)""" % (out, out, out))
db.execute("""
copy (
    select authority, kind, aspect, outcome, grade::int as grade, inspected_on, published_on
    from read_parquet(source('findings')) semi join authorities on code = authority
    where published_on <= date '2009-12-09'
    qualify row_number() over (
        partition by authority, kind, aspect order by inspected_on desc, published_on desc) = 1
    order by authority, kind, aspect
) to '%s.finding_profile' (format parquet, compression zstd);
copy (
    select authority, rank, neighbour, distance, closeness, 'published' as source
    from read_parquet(source('neighbours')) order by authority, rank
) to '%s.neighbours' (format parquet, compression zstd);

create table settings as
with known as (
    select urn, provision, authority as code, status, inspected_on, event,
           if(event = 'full' and published_on <= date '2009-12-09', grade::int, null) as grade
    from read_parquet(source('inspections'))
    where inspected_on is null or inspected_on <= date '2009-12-09')
select urn, arg_max(code, latest) as code, arg_max(provision, latest) as provision, arg_max(status, latest) as status,
       arg_max(grade, latest) filter (grade is not null) as grade,
       max(inspected_on) filter (grade is not null) as inspected_on
from (select *, coalesce(inspected_on, date '1900-01-01') as latest from known) group by urn;
copy (
    select code as authority, provision, urn, grade, inspected_on
    from settings where status = 'open' order by authority, provision, urn
) to '%s.setting_profile' (format parquet, compression zstd)""" % (out, out, out))
db.execute("""
copy (
    with counts as (
        select code, provision, count(*) as settings, count(grade) as inspected,
               count(*) filter (grade = 1) as outstanding, count(*) filter (grade = 2) as good,
               count(*) filter (grade = 3) as satisfactory, count(*) filter (grade = 4) as inadequate,
               count(*) filter (grade <= 2) as better
        from settings where status = 'open' group by all),
    alike as (
        select near.code, provision, sum(better) / nullif(sum(inspected), 0) as share, sum(inspected) as inspected
        from near join counts on counts.code = neighbour group by all),
    regional as (
        select region, provision, sum(better) / nullif(sum(inspected), 0) as share
        from counts join authorities using (code) group by all),
    national as (select provision, sum(better) / nullif(sum(inspected), 0) as share from counts group by all),
    shares as (select *, better / nullif(inspected, 0) as p, 1.959963984540054 as z from counts)
    select code as authority, provision, settings, s.inspected, outstanding, good, satisfactory, inadequate,
           p as good_or_better,
           (p + z * z / (2 * s.inspected) - z * sqrt(p * (1 - p) / s.inspected + z * z / (4 * s.inspected * s.inspected)))
               / (1 + z * z / s.inspected) as good_or_better_low,
           (p + z * z / (2 * s.inspected) + z * sqrt(p * (1 - p) / s.inspected + z * z / (4 * s.inspected * s.inspected)))
               / (1 + z * z / s.inspected) as good_or_better_high,
           inadequate / nullif(s.inspected, 0) as inadequate_share, alike.share as neighbour_good_or_better,
           coalesce(alike.inspected, 0) as neighbour_inspected, regional.share as region_good_or_better,
           national.share as national_good_or_better
    from shares s join authorities using (code) join national using (provision)
    left join alike using (code, provision) left join regional using (region, provision)
    order by authority, provision
) to '%s.provision_profile' (format parquet, compression zstd)""" % out)
