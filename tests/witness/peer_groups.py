"""Witness for `[neighbour_model]`: NHS England's peer groups by another road.

    python3 tests/witness/peer_groups.py PIPELINE RUN

Takes the steps of NHS England's published method (repository NHSDigital/ASC_LA_Peer_Groups,
src/model.py) with SciPy and scikit-learn: the transformation with the highest Shapiro-Wilk
p-value, scaling from 0 to the weight, `pdist`, the k nearest. PIPELINE is a pipeline.toml whose
model scales with `zero_to_weight`, whose features are all `best` and which leaves out authorities
that lack a feature; RUN the folder of a run of it whose comparators are the model. An authority is
taken out of its own list by name; the published code takes the first of its list, which is another
authority where two are alike in everything. Needs duckdb, NumPy, SciPy and scikit-learn. Prints how
many lists agree and the largest differences of a distance, and exits 1 on a mismatch: distances on
the whole way differ by the tolerance of two optimisers, those of `pdist` over the run's own scaled
values by rounding alone.
"""

import sys
import tomllib
from pathlib import Path

import duckdb
import numpy as np
from scipy.spatial.distance import pdist, squareform
from scipy.stats import boxcox, shapiro, yeojohnson
from sklearn.preprocessing import minmax_scale

TOLERANCE = 1e-6
PDIST_TOLERANCE = 1e-12


def candidates(x):
    """The transformations in the order in which the published code tries them."""
    yield "none", x
    yield "yeo_johnson", yeojohnson(x)[0]
    yield "square_root", np.sqrt(x)
    yield "log1p", np.log1p(x)
    yield "square", x**2
    if x.min() > 0:
        yield "box_cox", boxcox(x)[0]
        yield "reciprocal_square_root", x**-0.5
        yield "reciprocal", 1 / x


def main():
    pipeline_file, run = Path(sys.argv[1]), Path(sys.argv[2])
    pipeline = tomllib.loads(pipeline_file.read_text())
    model = pipeline["neighbour_model"]
    root = pipeline_file.parent / pipeline["sources"]["root"]
    source = lambda name: str(root / pipeline["sources"][name]["path"])

    names = dict(duckdb.sql(
        f"select code, name from '{source('authorities')}' where level = 'authority' order by code"
    ).fetchall())
    given = {}
    for code, feature, value in duckdb.sql(
        f"select authority, feature, value from '{source('characteristics')}'"
    ).fetchall():
        given[code, feature] = value
    features = {one["name"]: one["weight"] for one in model["features"] if one["weight"] > 0}
    left_out = set(model.get("leave_out", []))
    codes = [
        code for code, name in names.items()
        if name not in left_out and all((code, feature) in given for feature in features)
    ]

    columns, chosen = [], {}
    for feature, weight in features.items():
        x = np.array([given[code, feature] for code in codes])
        scaled = {
            word: minmax_scale(values, feature_range=(0, weight))
            for word, values in candidates(x)
        }
        p_values = {word: shapiro(values).pvalue for word, values in scaled.items()}
        chosen[feature] = max(p_values, key=p_values.get)
        columns.append(scaled[chosen[feature]])
    distances = squareform(pdist(np.column_stack(columns)))

    ours = {}
    for authority, neighbour, distance in duckdb.sql(
        f"select authority, neighbour, distance from '{run / 'neighbours.parquet'}' "
        "where source = 'model' order by authority, rank"
    ).fetchall():
        ours.setdefault(authority, []).append((neighbour, distance))
    fitted = dict(duckdb.sql(
        f"select feature, transformation from '{run / 'neighbour_model.parquet'}'"
    ).fetchall())

    own = np.array(duckdb.sql(
        f"select scaled from '{run / 'neighbour_features.parquet'}' where in_model "
        "order by authority, feature"
    ).fetchall()).reshape(len(codes), -1)
    own_distances = squareform(pdist(own))

    agree, largest, largest_own = 0, 0.0, 0.0
    for row, code in enumerate(codes):
        order = [at for at in np.argsort(distances[row], kind="stable") if at != row][: model["k"]]
        theirs = [codes[at] for at in order]
        mine = [neighbour for neighbour, _ in ours.get(code, [])]
        agree += theirs == mine
        if theirs != mine:
            print(f"{code}: {theirs} here, {mine} in the run")
            continue
        for at, (_, distance) in zip(order, ours[code]):
            largest = max(largest, abs(distance / distances[row][at] - 1))
            largest_own = max(largest_own, abs(distance / own_distances[row][at] - 1))
    same = sum(chosen[feature] == fitted.get(feature) for feature in features)
    print(f"{same} of {len(features)} transformations, {agree} of {len(codes)} lists in the same "
          f"order; largest relative difference of a distance {largest:.1e}, of pdist over the "
          f"run's own values {largest_own:.1e}")
    agreed = same == len(features) and agree == len(codes) == len(ours)
    if not agreed or largest > TOLERANCE or largest_own > PDIST_TOLERANCE:
        sys.exit(1)


if __name__ == "__main__":
    main()
