"""Works out the figures of `backtest_summary` anew from `backtest`, by SciPy.

    python3 tests/witness/backtest.py FOLDER

FOLDER is what `plumbline backtest --out` wrote. Kendall's tau-b and Somers' D are SciPy's; the area under
the curve is the statistic of Mann and Whitney over the number of pairs. The bootstrap is checked by one of
this script's own, whose random numbers are others: its intervals may differ by a little. Packages:
duckdb, numpy, scipy.
"""

import sys

import duckdb
import numpy as np
from scipy import stats


def figures(predictor, band):
    def area(low):
        bad, good = predictor[low], predictor[~low]
        if len(bad) == 0 or len(good) == 0:
            return np.nan
        # The worse has the lower value, so that the better exceeds it.
        return stats.mannwhitneyu(good, bad).statistic / (len(good) * len(bad))

    return [
        stats.kendalltau(predictor, band).statistic,
        stats.somersd(predictor, band).statistic,
        area(band <= 2),
        area(band == 1),
    ]


def main(folder):
    rows = duckdb.sql(f"SELECT * FROM '{folder}/backtest.parquet'")
    names = rows.columns
    columns = {name: [row[at] for row in rows.fetchall()] for at, name in enumerate(names)}
    band = np.array(columns["band"], dtype=float)
    councils = np.array(columns["authority"])
    summary = duckdb.sql(f"SELECT * FROM '{folder}/backtest_summary.parquet'")
    of = {
        "indicative": "indicative_rating",
        "indicative_without": "indicative_without",
        "block_a": "band_a",
        "block_b": "band_b",
        "block_b_without": "band_b_without",
        "block_c": "band_c",
        "previous_judgement": "previous_band",
    }
    rng = np.random.default_rng(1)
    held = 0
    for row in summary.fetchall():
        known = dict(zip(summary.columns, row))
        name = known["predictor"]
        if name.startswith("trigger "):
            trigger = name.removeprefix("trigger ")
            profiled = columns["profiled"]
            values = [
                -1.0 * (trigger in fired) if there else None
                for fired, there in zip(columns["triggers"], profiled)
            ]
        else:
            values = columns[of.get(name, "rival")]
        values = np.array([np.nan if value is None else value for value in values], dtype=float)
        there = ~np.isnan(values)
        assert there.sum() == known["judgements"], (name, there.sum(), known["judgements"])
        if there.sum() == 0:
            continue
        values, bands, own = values[there], band[there], councils[there]
        keys = ["tau_b", "somers_d", "auc_lower_two", "auc_lowest"]
        for key, value in zip(keys, figures(values, bands)):
            assert abs(known[key] - value) < 1e-9, (name, key, known[key], value)
            held += 1
        # Councils drawn anew, each with all its judgements.
        places = {council: np.flatnonzero(own == council) for council in np.unique(own)}
        every = list(places.values())
        drawn = []
        for _ in range(400):
            picked = rng.integers(0, len(every), len(every))
            at = np.concatenate([every[place] for place in picked])
            drawn.append(figures(values[at], bands[at]))
        low, high = np.nanquantile(np.array(drawn), [0.025, 0.975], axis=0)
        for key, low, high in zip(keys, low, high):
            near = max(0.04, 0.15 * (high - low))
            assert abs(known[f"{key}_low"] - low) < near, (name, key, known[f"{key}_low"], low)
            assert abs(known[f"{key}_high"] - high) < near, (name, key, known[f"{key}_high"], high)
    assert held > 20
    print(f"{held} figures are SciPy's, and their intervals those of another bootstrap")


if __name__ == "__main__":
    main(*sys.argv[1:])
