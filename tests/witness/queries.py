"""Runs the queries of a document on a run's tables.

    python3 tests/witness/queries.py DOCUMENT.md RUN

Every ```sql block is run with DuckDB and every ```python block with Polars, in the folder of the
run, in the order of the document. Where a Python block comes after an SQL block, both ask the same
question, so their rows must be equal. Every question has an answer. Needs the packages duckdb,
polars and pyarrow.
"""

import ast
import math
import os
import re
import sys

import duckdb


def blocks(text):
    """Language and text of every fenced block that is a query."""
    found = re.findall(r"^```(sql|python)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    if not found:
        sys.exit("there is no query")
    return found


def last_value(code, names):
    """Runs Python as a prompt would: the value of the last line, where that is an expression."""
    lines = ast.parse(code).body
    last = lines.pop() if isinstance(lines[-1], ast.Expr) else None
    exec(compile(ast.Module(lines, []), "document", "exec"), names)
    return eval(compile(ast.Expression(last.value), "document", "eval"), names) if last else None


def same(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b


def main(arguments):
    if len(arguments) != 2:
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        queries = blocks(file.read())
    os.chdir(arguments[1])
    names, asked, compared = {}, None, 0
    for language, code in queries:
        if language == "sql":
            relation = duckdb.sql(code)
            asked = (relation.columns, relation.fetchall())
            if not asked[1]:
                sys.exit(f"nothing answers:\n{code}")
            continue
        answer = last_value(code, names)
        if answer is None:
            continue
        if asked is None:
            sys.exit(f"no SQL stands before:\n{code}")
        columns, rows = asked
        found = answer.rows()
        print(answer)
        agree = len(rows) == len(found) and all(
            same(a, b) for row, other in zip(rows, found) for a, b in zip(row, other, strict=True))
        if not rows or columns != answer.columns or not agree:
            sys.exit(f"DuckDB says {columns} {rows[:5]}, Polars {answer.columns} {found[:5]}:\n{code}")
        asked, compared = None, compared + 1
    print(f"{compared} pairs of queries give the same rows")


if __name__ == "__main__":
    main(sys.argv[1:])
