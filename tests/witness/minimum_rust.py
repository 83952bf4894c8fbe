"""Checks that no crate asks for a newer Rust than Cargo.toml promises."""

import json
import subprocess
import sys

METADATA = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform"]


def version(text):
    numbers = [int(number) for number in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


def host():
    told = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    return next(line.split()[1] for line in told.splitlines() if line.startswith("host:"))


def main():
    told = subprocess.run([*METADATA, host()], check=True, capture_output=True, text=True).stdout
    metadata = json.loads(told)
    packages = {package["id"]: package for package in metadata["packages"]}
    promised = packages[metadata["resolve"]["root"]]["rust_version"]
    built = [packages[node["id"]] for node in metadata["resolve"]["nodes"]]
    newer = [
        f"{package['name']} {package['version']} needs Rust {package['rust_version']}"
        for package in built
        if package["rust_version"] and version(package["rust_version"]) > version(promised)
    ]
    for line in newer:
        print(f"{line}, and Cargo.toml promises {promised}", file=sys.stderr)
    asked = sum(package["rust_version"] is not None for package in built)
    print(f"{asked} of {len(built)} crates say what they need; {len(newer)} need more than {promised}")
    return 1 if newer or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
