"""The k nearest of every area in scikit-learn and SciPy, for comparing speed and results.

    PLUMBLINE_BENCH_POINTS=FOLDER cargo bench --bench neighbours
    python3 benches/peers/neighbours_peers.py FOLDER [--repeat N]

FOLDER holds correlated.f64 and independent.f64, 33,755 points of 20 coordinates each, as the
benchmark writes them. Prints the shortest of N times (default 3) of NearestNeighbors by brute force
and by k-d tree on all processors, and of SciPy's pdist, whose distances alone are 4.6 GB in one
piece for all points: it is given a block of them, a fifth, and the time is that of the block times
25, without the search for the nearest.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from scipy.spatial.distance import pdist
from sklearn.neighbors import NearestNeighbors

FEATURES, K = 20, 10


def shortest(repeat, work):
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


parser = argparse.ArgumentParser()
parser.add_argument("folder", type=Path)
parser.add_argument("--repeat", type=int, default=3)
arguments = parser.parse_args()

for name in ("correlated", "independent"):
    points = np.fromfile(arguments.folder / f"{name}.f64").reshape(-1, FEATURES)
    for algorithm in ("brute", "kd_tree"):
        repeat = arguments.repeat if algorithm == "brute" else 1
        model = lambda: NearestNeighbors(n_neighbors=K, algorithm=algorithm, n_jobs=-1).fit(points).kneighbors()
        print(f"{name:<12} scikit-learn {algorithm:<8} {shortest(repeat, model):8.2f} s", flush=True)
    block = points[: len(points) // 5]
    print(f"{name:<12} SciPy pdist           {25 * shortest(arguments.repeat, lambda: pdist(block)):8.2f} s (a fifth of the points, times 25)", flush=True)
