"""plumbline beside the tools that an analyst would otherwise use, in one run on one machine.

    python3 benches/compare.py PLUMBLINE lait ROOT [--runs N] [--cpu]
    python3 benches/compare.py PLUMBLINE sample ROOT [--runs N] [--cpu]

PLUMBLINE is the built program. `lait`: ROOT holds LAIT's files as published; the peers are DuckDB
SQL, Polars and pandas. `sample`: ROOT is a folder that `plumbline sample` wrote; the peer is
DuckDB SQL. Each is a whole process, started anew, in turn, so that a machine that slows down slows
all of them. What every peer writes is compared with plumbline's table, number by number, to 1e-9
relative, before any time is printed. `floor` reads the needed columns and writes the same tables
with PyArrow, and computes nothing.

Needs Python 3.11 with duckdb, polars, pandas and pyarrow.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
PROJECT = HERE.parent
TOLERANCE = 1e-9

# The first line of each is the table of plumbline that a peer's file stands for.
COMPARED = {
    "lait": {"indicator_profile": ["authority", "indicator", "breakdown", "period"]},
    "sample": {
        "indicator_profile": ["authority", "indicator", "breakdown", "period"],
        "indicator_distribution": ["indicator", "breakdown", "period"],
        "provision_profile": ["authority", "provision"],
        "outcome_profile": ["authority", "outcome"],
        "finding_profile": ["authority", "kind", "aspect"],
        "neighbours": ["authority", "rank"],
        "setting_profile": ["authority", "provision", "urn"],
    },
}


# A process's peak memory is never below that of the process it was forked from, so the one that
# measures is a small one of its own.
MEASURE = """
import os, sys, time
began = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
                        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(child, 0)
print(time.perf_counter() - began, usage.ru_maxrss / 1000, usage.ru_utime + usage.ru_stime)
sys.exit(status != 0)
"""


def measured(command):
    """Seconds on the clock, peak memory in MB and seconds of the processors of a whole process."""
    done = subprocess.run([sys.executable, "-S", "-c", MEASURE, *map(str, command)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return tuple(map(float, done.stdout.split()))


def differences(ours, theirs, keys):
    """Rows that only one side has, and cells that differ, over the columns that both have."""
    db = duckdb.connect()
    db.execute(f"create view a as from read_parquet('{ours}')")
    db.execute(f"create view b as from read_parquet('{theirs}')")
    kinds = {name: kind for name, kind, *_ in db.execute("describe a").fetchall()}
    theirs = {name for name, *_ in db.execute("describe b").fetchall()}
    found = {}
    using = ", ".join(keys)
    alone = f"(select count(*) from a anti join b using ({using})) + (select count(*) from b anti join a using ({using}))"
    found["rows"] = db.execute(f"select {alone}").fetchone()[0]
    for name, kind in kinds.items():
        if name in keys or name not in theirs:
            continue
        if kind == "DOUBLE":
            apart = f"abs(a.{name} - b.{name}) > {TOLERANCE} * greatest(abs(a.{name}), abs(b.{name}), 1e-3)"
        else:
            apart = f"a.{name} <> b.{name}"
        count = db.execute(
            f"select count(*) from a join b using ({using}) where (a.{name} is null) <> (b.{name} is null) or {apart}"
        ).fetchone()[0]
        if count:
            found[name] = count
    return {name: count for name, count in found.items() if count}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plumbline", type=Path)
    parser.add_argument("work", choices=COMPARED)
    parser.add_argument("root", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cpu", action="store_true", help="also the seconds that the processors worked")
    arguments = parser.parse_args()
    work, root = arguments.work, arguments.root.resolve()
    folder = Path(tempfile.mkdtemp(prefix="compare-"))
    pipeline = PROJECT / "pipelines" / {"lait": "lait", "sample": "annual-rating"}[work]
    out = folder / "out"
    commands = {
        "plumbline": [arguments.plumbline, "run", pipeline, "--root", root, "--out", out, "--quiet", "--force"],
    }
    for peer in {"lait": ["duckdb", "polars", "pandas"], "sample": ["duckdb"]}[work]:
        script = HERE / "peers" / f"{peer}_{work}.py"
        commands[peer] = [sys.executable, script, root, folder / f"{peer}.parquet"]
    commands["floor"] = [sys.executable, HERE / "peers" / "floor.py", work, root, folder / "tables", folder / "floor.parquet"]

    # One run of each that is not counted warms the file cache and makes what is compared.
    measured(commands["plumbline"])
    shutil.copytree(out / "current", folder / "tables")
    for name in list(commands)[1:]:
        measured(commands[name])
    for name in commands:
        if name in ("plumbline", "floor"):
            continue
        for table, keys in COMPARED[work].items():
            suffix = "" if len(COMPARED[work]) == 1 else f".{table}"
            found = differences(folder / "tables" / f"{table}.parquet", f"{folder}/{name}.parquet{suffix}", keys)
            print(f"{name} {table}: " + ("the same numbers" if not found else f"differs: {found}"))
            if found:
                sys.exit(1)

    figures = {name: [] for name in commands}
    for _ in range(arguments.runs):
        for name, command in commands.items():
            figures[name].append(measured(command))
    print(f"\n{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {arguments.runs} runs, medians\n")
    of_processors = ["processors' seconds", "plumbline's work"] if arguments.cpu else []
    titles = ["seconds", "least", "peak MB", "plumbline's time", "plumbline's memory", *of_processors]
    print("| | " + " | ".join(titles) + " |")
    print("| --- |" + " ---: |" * len(titles))
    ours = figures["plumbline"]
    for name, runs in figures.items():
        seconds, memory, worked = (statistics.median(run[at] for run in runs) for at in range(3))
        # Ratios run by run: both of a pair met the machine in the same mood.
        times, memories, works = (
            statistics.median(mine[at] / other[at] for mine, other in zip(ours, runs)) for at in range(3)
        )
        least = min(run[0] for run in runs)
        row = [f"{seconds:.2f}", f"{least:.2f}", f"{memory:.0f}", f"{times:.2f}", f"{memories:.2f}"]
        if arguments.cpu:
            row += [f"{worked:.2f}", f"{works:.2f}"]
        print(f"| {name} | " + " | ".join(row) + " |")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
