"""Proves levers of real councils: changes the published files as a lever says, runs the pipeline anew, and
finds the rating that the lever names.

    python3 tests/witness/levers.py PROGRAM PIPELINE ROOT

PIPELINE is the folder of children-2025, ROOT that of the published files, neither of which is changed.
One lever of each kind that the files can show is taken, each of another council: settings of a type, a
finding, indicators of an outcome. A finding is one more row, published later, of a feed of its own;
the others are changed where they stand. Packages: duckdb, pyarrow.
"""

import csv
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

WORDS = {
    "outstanding": "Outstanding",
    "good": "Good",
    "satisfactory": "Requires improvement to be good",
    "inadequate": "Inadequate",
}
AS_WRITTEN = {
    "outstanding": {"outstanding"},
    "good": {"good"},
    "satisfactory": {"requires improvement", "requires improvement to be good"},
    "inadequate": {"inadequate"},
}
FEED = """
[[sources.findings]]
name = "lever"
path = "lever/findings.csv"
"""


def run(program, pipeline, root, out):
    done = subprocess.run(
        [program, "run", pipeline, "--root", root, "--out", out, "--quiet"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out / "current"


def singles(tables, kind):
    """Levers of one thing, the smallest first, with what the council was rated."""
    return duckdb.sql(f"""
        SELECT l.*, name, awarded_rating AS was
        FROM '{tables}/rating_levers.parquet' l JOIN '{tables}/ratings.parquet' USING (authority)
        WHERE lever = '{kind}' AND 1 = (
            SELECT count(*) FROM '{tables}/rating_levers.parquet' m
            WHERE (m.authority, m.direction, m.rank) = (l.authority, l.direction, l.rank))
        ORDER BY direction DESC, amount, rank, name
    """).fetchall(), duckdb.sql(
        f"SELECT * FROM '{tables}/rating_levers.parquet' LIMIT 0"
    ).columns + ["name", "was"]


def laid_out(root, folder):
    """The files under another name, each a link to what was published."""
    copy = folder / "root"
    for file in root.rglob("*"):
        if file.is_file():
            link = copy / file.relative_to(root)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file.resolve())
    return copy


def own(file):
    """A file of its own in the place of a link."""
    text = file.read_bytes()
    file.unlink()
    file.write_bytes(text)
    return text


def settings(lever, tables, copy):
    urns = duckdb.sql(f"""
        SELECT urn FROM '{tables}/setting_profile.parquet'
        WHERE authority = '{lever["authority"]}' AND provision = '{lever["subject"]}'
          AND grade = {list(WORDS).index(lever["from"]) + 1}
        ORDER BY urn LIMIT {lever["amount"]}
    """).fetchall()
    assert len(urns) == lever["amount"], urns
    left = {urn for (urn,) in urns}
    for file in sorted(copy.glob("ofsted*/*.csv"), reverse=True):
        raw = file.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        changed = set()
        for row in rows:
            known = left.intersection(cell.strip() for cell in row)
            graded = [
                at
                for at, cell in enumerate(row)
                if cell.strip().lower() in AS_WRITTEN[lever["from"]]
            ]
            if known and graded:
                # A row without sub-judgements has one; of several the first is the overall one.
                row[graded[0]] = WORDS[lever["to"]]
                changed |= known
        if changed:
            own(file)
            made = io.StringIO(newline="")
            csv.writer(made).writerows(rows)
            file.write_text("\ufeff" + made.getvalue(), encoding="utf-8", newline="")
            left -= changed
    assert not left, f"{left} are in no file"
    return f"{', '.join(urn for (urn,) in urns)}: {lever['from']} to {lever['to']}"


def finding(lever, _tables, copy, pipeline):
    kind, aspect = lever["subject"].split(" ")
    (copy / "lever").mkdir()
    (copy / "lever" / "findings.csv").write_text(
        "authority,kind,aspect,grade,inspected_on,published_on\n"
        f"{lever['authority']},{kind},{aspect},{lever['to']},2025-12-01,2025-12-15\n"
    )
    file = pipeline / "pipeline.toml"
    text = file.read_text()
    at = text.index("[authority_aliases]")
    file.write_text(text[:at] + FEED + "\n" + text[at:])
    return f"{kind} {aspect}: {lever['from']} to {lever['to']}"


def indicators(lever, tables, copy):
    to_better = lever["to"] == "in line"
    where = "= 'worse'" if to_better else "IN ('better', 'in line')"
    file = copy / "lait" / "bds_long_0.parquet"
    figures = duckdb.sql(f"""
        SELECT i.indicator, i.period, i.neighbour_mean, c.polarity
        FROM '{tables}/indicator_profile.parquet' i JOIN '{tables}/indicators.parquet' c
        USING (indicator)
        WHERE authority = '{lever["authority"]}' AND c.outcome = '{lever["subject"]}'
          AND is_latest AND is_total AND vs_neighbours {where}
          AND indicator IN (SELECT "Short Desc" FROM '{file}')
        ORDER BY indicator LIMIT {lever["amount"]}
    """).fetchall()
    assert len(figures) == lever["amount"], figures
    own(file)
    table = pq.read_table(file)
    names = table.column_names
    values = table.column("Values")
    is_own = pc.equal(
        pc.cast(pc.cast(table.column("LA Number"), pa.float64()), pa.int64()),
        int(lever["authority"]),
    )
    for indicator, period, near, polarity in figures:
        worse = near * (0.1 if polarity == "high" else 10)
        value = near if to_better else worse
        at = pc.and_(
            is_own,
            pc.and_(
                pc.equal(table.column("Short Desc"), indicator),
                pc.equal(pc.cast(table.column("Years"), pa.string()), str(period)),
            ),
        )
        assert pc.sum(at).as_py() == 1, (indicator, period, pc.sum(at))
        new = pa.scalar(value).cast(values.type) if values.type != pa.string() else str(value)
        values = pc.if_else(at, new, values)
    table = table.set_column(names.index("Values"), "Values", values)
    pq.write_table(table, file)
    return ", ".join(f"{indicator} of {period}" for indicator, period, _, _ in figures)


def main(program, pipeline, root):
    program, pipeline, root = Path(program).resolve(), Path(pipeline).resolve(), Path(root).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        tables = run(program, pipeline, root, scratch / "as-it-is")
        proven, councils = 0, set()
        for kind in ["settings", "finding", "indicators"]:
            rows, columns = singles(tables, kind)
            for row in rows:
                lever = dict(zip(columns, row))
                if lever["authority"] in councils:
                    continue
                folder = scratch / kind
                shutil.rmtree(folder, ignore_errors=True)
                copy = laid_out(root, folder)
                shutil.copytree(pipeline.parent, folder / "pipelines")
                changed = folder / "pipelines" / pipeline.name
                try:
                    if kind == "settings":
                        done = settings(lever, tables, copy)
                    elif kind == "finding":
                        done = finding(lever, tables, copy, changed)
                    else:
                        done = indicators(lever, tables, copy)
                except AssertionError as cannot:
                    print(f"{lever['name']}: not in these files: {cannot}")
                    continue
                anew = run(program, changed, copy, folder / "out")
                (found,) = duckdb.sql(f"""
                    SELECT awarded_rating FROM '{anew}/ratings.parquet'
                    WHERE authority = '{lever["authority"]}'
                """).fetchall()[0]
                print(
                    f"{lever['name']}: {lever['amount']} {kind} of {lever['subject']}, {lever['from']} to "
                    f"{lever['to']} ({done}): {lever['was']} becomes {found}, as the lever says {lever['rating']}"
                )
                assert found == lever["rating"], "the rating is another"
                assert found != lever["was"]
                councils.add(lever["authority"])
                proven += 1
                break
        assert proven == 3, f"{proven} levers were proven"


if __name__ == "__main__":
    main(*sys.argv[1:])
