"""The reduction on each engine, at several scales, on one machine.

    python3 benches/cluster.py PLUMBLINE FOLDER [--scales 1,10,100] [--runs N] [--workers N] [--cores N]

PLUMBLINE is the program, built with optimisation and the feature `cluster`. FOLDER keeps the samples
and their imports, and may be used again. At each scale the sample is imported once; then, in turn,
the import is run by `--engine local` on one thread and on all, by `--engine datafusion`, and on a
scheduler and workers that are started for each run and stopped after it. All tables of every run are compared with those of the
first, byte by byte, before any time is printed.

Of each process: seconds on the clock (of `run` alone, and of its stages), processor seconds, peak memory;
of the loopback device, the bytes that passed over it in the meantime, which are all that the processes sent each other
where nothing else uses it. Medians of N runs. Needs Python 3.11 and nothing else, and Linux.
"""

import argparse
import filecmp
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PIPELINE = PROJECT / "pipelines" / "annual-rating"
STAGES = ("extract", "profile", "rate", "publish")


class Process:
    """A process, and what it used when it has ended."""

    def __init__(self, command, log, **variables):
        self.log = Path(log)
        with open(log, "wb") as file:
            # Spawned, not forked: a child's peak would begin with that of this process.
            self.pid = os.posix_spawn(
                command[0],
                command,
                {**os.environ, **variables},
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_DUP2, file.fileno(), 2),
                ],
            )
        self.began = time.perf_counter()

    def says(self, text, within=60):
        """Waits until it has said so."""
        until = time.perf_counter() + within
        while text not in self.log.read_text(errors="replace"):
            if time.perf_counter() > until:
                sys.exit(f"{self.log} does not say {text!r}:\n{self.log.read_text()}")
            time.sleep(0.02)

    def ended(self, stop=False):
        if stop:
            os.kill(self.pid, signal.SIGTERM)
        _, status, usage = os.wait4(self.pid, 0)
        seconds = time.perf_counter() - self.began
        if status:
            sys.exit(f"{self.log} ended with {status}:\n{self.log.read_text(errors='replace')}")
        return {
            "seconds": seconds,
            "processor": usage.ru_utime + usage.ru_stime,
            "megabytes": usage.ru_maxrss / 1000,
        }


def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def over_loopback():
    for line in Path("/proc/net/dev").read_text().splitlines():
        name, _, counts = line.partition(":")
        if name.strip() == "lo":
            return int(counts.split()[8])
    return 0


def alone(engine, **variables):
    """A run in one process."""

    def run(program, place, out, _):
        command = [program, "run", place, "--out", out, "--quiet", "--engine", engine]
        return {"run": Process(command, f"{out}.log", **variables).ended()}

    return run


def ballista(program, place, out, asked):
    url = f"127.0.0.1:{port()}"
    scheduler = Process([program, "scheduler", "--bind", url], f"{out}-scheduler.log")
    workers = []
    for at in range(asked.workers):
        files = Path(f"{out}-worker-{at}")
        files.mkdir(exist_ok=True)
        command = [program, "worker", "--scheduler", f"http://{url}", "--cores", str(asked.cores)]
        command += ["--port", str(port()), "--task-port", str(port()), "--work-dir", str(files)]
        workers.append(Process(command, f"{out}-worker-{at}.log"))
    for worker in workers:
        worker.says("Executor registration succeed")
    command = [program, "run", place, "--out", out, "--quiet", "--engine", "ballista"]
    run = Process([*command, "--scheduler", f"http://{url}"], f"{out}.log")
    used = {"run": run.ended()}
    for at, worker in enumerate(workers):
        used[f"worker {at + 1}"] = worker.ended(stop=True)
    used["scheduler"] = scheduler.ended(stop=True)
    return used


ENGINES = {
    "local, one thread": alone("local", RAYON_NUM_THREADS="1"),
    "local": alone("local"),
    "datafusion": alone("datafusion"),
    "ballista": ballista,
}


def stages(out):
    """The seconds of each stage of the run that `out` has."""
    manifest = json.loads(Path(out, "current", "manifest.json").read_text())
    return {stage["stage"]: stage["seconds"] for stage in manifest["stages"]}


def same(one, other):
    names = sorted(path.name for path in Path(one, "current").glob("*.parquet"))
    if len(names) < 10:
        sys.exit(f"{one} has {len(names)} tables")
    for name in names:
        if not filecmp.cmp(Path(one, "current", name), Path(other, "current", name), shallow=False):
            sys.exit(f"{name} of {other} is another than that of {one}")


def imported(program, folder, scale):
    sample, kept = folder / f"sample-{scale}", folder / f"import-{scale}"
    if not (kept / "current").exists():
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([program, "sample", "--out", sample, "--scale", str(scale)], **quiet)
        command = [program, "import", PIPELINE, "--root", sample, "--out", kept, "--quiet"]
        subprocess.run(command, **quiet)
    return str(kept / "current")


def measured(program, folder, scale, asked):
    place = imported(program, folder, scale)
    runs = {engine: [] for engine in asked.engines}
    first = None
    for turn in range(asked.runs):
        for engine in asked.engines:
            out = folder / f"out-{scale}-{engine}-{turn}"
            shutil.rmtree(out, ignore_errors=True)
            before = over_loopback()
            used = ENGINES[engine](program, place, str(out), asked)
            used["run"]["loopback"] = (over_loopback() - before) / 1e6
            used["run"] |= stages(out)
            runs[engine].append(used)
            if first is None:
                first = out
            same(first, out)
            if out != first:
                shutil.rmtree(out)
    return runs


def shown(scale, runs):
    rows = []
    for engine, turns in runs.items():
        for process in turns[0]:
            def of(name, process=process, turns=turns):
                return statistics.median(turn[process].get(name, 0.0) for turn in turns)

            is_run = process == "run"
            seconds = f"{of('seconds'):.2f}" if is_run else ""
            bytes_moved = f"{of('loopback'):.1f}" if is_run else ""
            parts = " + ".join(f"{of(stage):.2f}" for stage in STAGES) if is_run else ""
            rows.append(
                f"| {scale} | {engine} | {process} | {seconds} | {parts} | {of('processor'):.2f} "
                f"| {of('megabytes'):.0f} | {bytes_moved} |"
            )
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scales", default="1,10,100")
    parser.add_argument("--engines", default=";".join(ENGINES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1, help="tasks at once of each worker")
    parser.add_argument("--json", type=Path, help="a file for every figure")
    asked = parser.parse_args()
    asked.engines = asked.engines.split(";")
    asked.folder.mkdir(parents=True, exist_ok=True)
    program = str(Path(asked.program).resolve())
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, "
          f"{asked.workers} workers of {asked.cores} tasks at once, medians of {asked.runs}\n")
    print(f"| scale | engine | process | seconds | {' + '.join(STAGES)} | processors' seconds | peak MB | MB over loopback |")
    print("| ---: | --- | --- | ---: | --- | ---: | ---: | ---: |")
    everything = {}
    for scale in (int(scale) for scale in asked.scales.split(",")):
        runs = measured(program, asked.folder, scale, asked)
        everything[scale] = runs
        print("\n".join(shown(scale, runs)), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
