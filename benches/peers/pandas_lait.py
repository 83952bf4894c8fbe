"""The indicator profile of the `lait` pipeline in pandas and NumPy, for comparing speed.

    python3 benches/peers/pandas_lait.py ROOT OUT.parquet

ROOT holds LAIT's files as published. Same columns and conventions as plumbline's
indicator_profile, without trend and comparisons. The extract is pivoted to one row per series
and period and one column per area, and all figures come from whole matrices.
"""

import sys
import numpy as np
import pandas as pd

root, out = sys.argv[1:]

areas = pd.read_csv(f"{root}/authorities.csv").set_index("LA Number")
codes = areas.index[areas.index < 970].sort_values()
region_code = {name.lower(): code for code, name in areas["LA Name"].items() if 980 <= code <= 990}
regions = (areas.loc[codes, "Region"].replace({"Inner London": "London (Inner)", "Outer London": "London (Outer)"})
           .str.lower().map(region_code).to_numpy())
polarity = pd.read_csv(f"{root}/lait_data_dictionary.csv").drop_duplicates("Measure_short")
polarity = polarity.set_index(polarity["Measure_short"].str.strip())["Polarity"]

long = pd.read_parquet(f"{root}/bds_long_0.parquet", columns=["Short Desc", "Years", "Values", "LA Number"])
long = long[long["Years"] != "0"]
long = long.assign(indicator=long["Short Desc"].str.strip(), value=pd.to_numeric(long["Values"], errors="coerce"))
wide = long.pivot(index=["indicator", "Years"], columns="LA Number", values="value")
lines = wide.index.to_frame(index=False)
years = lines["Years"].str.findall("[0-9]+")
lines["period_start"] = years.str[0].astype("int32")
last = years.str[-1]
lines["period_end"] = last.where(last.str.len() == 4, years.str[0].str[:2] + last).astype("int32")
order = lines.sort_values(["indicator", "period_start", "period_end"], kind="stable").index
lines, wide = lines.loc[order].reset_index(drop=True), wide.iloc[order].reset_index(drop=True)

value = wide[codes].to_numpy()
has = ~np.isnan(value)
filled = np.where(has, value, 0.0)
n = has.sum(axis=1)
direction = lines["indicator"].map(polarity).map({"High": -1.0, "Low": 1.0}).to_numpy()

lists = pd.read_csv(f"{root}/neighbours_april_2021.csv", dtype=str).query("SN != '-'").astype({"LA number": int, "SN": int})
near = pd.crosstab(lists["SN"], lists["LA number"]).reindex(index=codes, columns=codes, fill_value=0).to_numpy(float)
with np.errstate(invalid="ignore"):
    neighbour_count = (has @ near).astype("int64")
    neighbour_mean = (filled @ near) / np.where(neighbour_count, neighbour_count, np.nan)
    same = (regions[:, None] == regions[None, :]).astype(float)
    regional = (filled @ same) / (has @ same)
    mean = filled.sum(axis=1) / n
region_value = wide.reindex(columns=regions).to_numpy()
region_value = np.where(np.isnan(region_value), regional, region_value)
england = wide[970].to_numpy()
national_value = np.where(np.isnan(england), mean, england)

rank = pd.DataFrame(value * direction[:, None]).rank(axis=1, method="min").to_numpy()
# R's type 7 in R's arithmetic; NumPy's own quantile orders the operations differently.
ordered = np.sort(value, axis=1)  # missing values come last
interval = np.zeros(value.shape, dtype="int8")
for p in (0.25, 0.5, 0.75):
    at = np.maximum(n - 1, 0) * p
    row, below = np.arange(len(n)), np.floor(at).astype(int)
    lo, hi, h = ordered[row, below], ordered[row, np.ceil(at).astype(int)], at - below
    interval += value > np.where(lo == hi, lo, (1 - h) * lo + h * hi)[:, None]
interval = np.where(direction[:, None] < 0, 3 - interval, interval)
ranked = has & ~np.isnan(direction)[:, None]
band = np.where(ranked, np.array(list("ABCD"))[interval], None)

previous = np.vstack([np.full((1, len(codes)), np.nan), value[:-1]])
first = ~lines["indicator"].duplicated().to_numpy()
previous[first] = np.nan

width, height = len(codes), len(lines)


def down(per_series):
    return np.repeat(per_series, width)


table = pd.DataFrame({
    "authority": np.tile(codes.astype(str), height), "indicator": down(lines["indicator"]), "breakdown": "all",
    "period": down(lines["Years"]), "period_start": down(lines["period_start"]), "period_end": down(lines["period_end"]),
    "value": value.ravel(), "neighbour_mean": neighbour_mean.ravel(), "neighbour_count": neighbour_count.ravel(),
    "region_value": region_value.ravel(), "national_value": down(national_value),
    "national_source": down(np.where(~np.isnan(england), "published", np.where(np.isnan(national_value), None, "computed"))),
    "national_rank": pd.array(rank.ravel()).astype("Int64"),
    "ranked_count": pd.array(down(np.where(np.isnan(direction), np.nan, n))).astype("Int64"), "quartile_band": band.ravel(),
    "previous_value": previous.ravel(), "change": (value - previous).ravel()})
table.sort_values(["authority", "indicator", "period"]).to_parquet(out, compression="zstd", index=False)
