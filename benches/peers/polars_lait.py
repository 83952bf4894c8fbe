"""The indicator profile of the `lait` pipeline in Polars, for comparing speed.

    python3 benches/peers/polars_lait.py ROOT OUT.parquet

ROOT holds LAIT's files as published. Same columns and conventions as plumbline's
indicator_profile, without trend and comparisons.
"""

import sys
import polars as pl
from polars import col

root, out = sys.argv[1:]
series = ["indicator", "period"]

authorities = (
    pl.scan_csv(f"{root}/authorities.csv").filter(col("LA Number") < 970)
    .select(code=col("LA Number").cast(pl.Int32),
            region=col("Region").replace({"Inner London": "London (Inner)", "Outer London": "London (Outer)"})
            .str.to_lowercase()))
direction = (
    pl.scan_csv(f"{root}/lait_data_dictionary.csv", infer_schema=False).unique("Measure_short")
    .select(indicator=col("Measure_short").str.strip_chars(),
            direction=col("Polarity").replace_strict({"High": -1.0, "Low": 1.0}, default=None)))
neighbours = (
    pl.scan_csv(f"{root}/neighbours_april_2021.csv", infer_schema=False).filter(col("SN") != "-")
    .select(code=col("LA number").cast(pl.Int32), neighbour=col("SN").cast(pl.Int32)))

years = col("period").str.extract_all("[0-9]+")
# One small integer per indicator and period: the joins below carry it instead of two texts.
extract = (
    pl.scan_parquet(f"{root}/bds_long_0.parquet").filter(col("Years") != "0")
    .select(indicator=col("Short Desc").str.strip_chars(), period="Years", code=col("LA Number").cast(pl.Int32),
            area=col("LA and Regions").str.to_lowercase(), value=col("Values").cast(pl.Float64, strict=False))
    .collect())
lines = (
    extract.lazy().select(series).unique()
    .with_columns(period_start=years.list.first().cast(pl.Int32), last=years.list.last())
    .with_columns(period_end=pl.when(col("last").str.len_chars() == 4).then(col("last"))
                  .otherwise(col("period").str.head(2) + col("last")).cast(pl.Int32))
    .join(direction, on="indicator", how="left").drop("last").with_row_index("id").collect())
observations = extract.lazy().join(lines.lazy().select("id", *series), on=series).drop(series).collect().lazy()
lines = lines.lazy()

mine = observations.join(authorities, on="code").collect().lazy()


def cut(p):
    """R's type 7 in R's arithmetic; Polars' own quantile orders the operations differently."""
    v = col("value").drop_nulls().sort()
    at = (v.len() - 1).cast(pl.Float64) * p
    lo, hi = (v.get(ix.cast(pl.Int64), null_on_oob=True) for ix in (at.floor(), at.ceil()))
    h = at - at.floor()
    return pl.when(lo == hi).then(lo).otherwise((1 - h) * lo + h * hi)


cuts = mine.filter(col("value").is_not_null()).group_by("id").agg(
    q25=cut(0.25), median=cut(0.5), q75=cut(0.75), mean=col("value").mean(),
    counted=col("value").count())
near = (
    neighbours.join(observations.select("id", "value", neighbour="code").filter(col("value").is_not_null()), on="neighbour")
    .group_by("id", "code").agg(neighbour_mean=col("value").mean(), neighbour_count=col("value").len()))
england = observations.filter(col("code") == 970).select("id", england="value")
regions = observations.filter(col("code") >= 980).select("id", region="area", published="value")
regional = mine.group_by("id", "region").agg(computed=col("value").mean())

interval = sum((col("value") > col(q)).cast(pl.Int32) for q in ("q25", "median", "q75"))
band = pl.when(col("direction") < 0).then(3 - interval).otherwise(interval)
(
    mine.join(lines, on="id").join(cuts, on="id", how="left").join(near, on=["id", "code"], how="left")
    .join(england, on="id", how="left").join(regions, on=["id", "region"], how="left")
    .join(regional, on=["id", "region"], how="left")
    .sort("indicator", "code", "period_start", "period_end")
    .select(
        authority=col("code").cast(pl.String), indicator="indicator", breakdown=pl.lit("all"), period="period",
        period_start="period_start", period_end="period_end", value="value", neighbour_mean="neighbour_mean",
        neighbour_count=col("neighbour_count").fill_null(0),
        region_value=pl.coalesce("published", "computed"), national_value=pl.coalesce("england", "mean"),
        national_source=pl.when(col("england").is_not_null()).then(pl.lit("published")).otherwise(pl.when(col("mean").is_not_null()).then(pl.lit("computed"))),
        national_rank=(col("direction") * col("value")).rank("min").over("id"),
        ranked_count=pl.when(col("direction").is_not_null()).then(col("counted").fill_null(0)),
        quartile_band=pl.when(col("direction").is_not_null()).then(
            band.replace_strict({0: "A", 1: "B", 2: "C", 3: "D"}, default=None)),
        previous_value=col("value").shift().over("indicator", "code"),
        change=col("value").diff().over("indicator", "code"))
    .sort("authority", "indicator", "breakdown", "period")
    .sink_parquet(out, compression="zstd"))
