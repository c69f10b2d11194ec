"""Prints the tables of docs/results/fed-prime-conditions.md from run folders; needs nothing but Python.

Usage: condition_page.py FOLDER MEASURE…
  FOLDER holds one experiment folder per cell, such as mix-0.7, each with METHOD/seed-N/result.json.
  A table per cell: a line per method, a column per test condition, in it the means over seeds of the measures in per cent.
"""

import json
import pathlib
import statistics
import sys


def main():
    folder, measures = pathlib.Path(sys.argv[1]), sys.argv[2:]
    for cell in sorted(path for path in folder.iterdir() if path.is_dir()):
        runs = {}
        for file in sorted(cell.glob("*/seed-*/result.json")):
            runs.setdefault(file.parts[-3], []).append(json.loads(file.read_text())["conditions"])
        conditions = []
        for results in runs.values():
            conditions += [name for name in results[0] if name not in conditions]

        def mean(method, condition, measure):
            found = [run.get(condition, {}).get(measure) for run in runs[method]]
            found = [value for value in found if value is not None]
            return f"{100 * statistics.mean(found):.1f}" if found else "–"

        print(f"### {cell.name}\n")
        print("| method | " + " | ".join(conditions) + " |")
        print("|---" * (1 + len(conditions)) + "|")
        for method in runs:
            cells = [" / ".join(mean(method, condition, measure) for measure in measures) for condition in conditions]
            print(f"| {method} | " + " | ".join(cells) + " |")
        print()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main()
