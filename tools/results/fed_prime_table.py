"""Prints the tables of docs/results/fed-prime.md from run folders; needs nothing but Python.

Usage: fed_prime_table.py FOLDER MEASURE [CONDITION]
  FOLDER holds one experiment folder per cell, such as mix-0.7, each with METHOD/seed-N/result.json.
  One table has a line per method and a column per cell; the second has the difference to --reference, seed by seed.
"""

import argparse
import json
import pathlib
import statistics

ORDER = ["mix", "miss-text", "miss-image", "miss-both"]


def read(folder, measure, condition):
    values = {}
    for cell in sorted(folder.iterdir()):
        for file in sorted(cell.glob("*/seed-*/result.json")):
            method, seed = file.parts[-3], int(file.parts[-2].removeprefix("seed-"))
            result = json.loads(file.read_text())
            value = result["conditions"][condition][measure] if condition else result[measure]
            if value is not None:
                values.setdefault(cell.name, {}).setdefault(method, {})[seed] = value
    return values


def spread(values, scale, sign=""):
    mean = statistics.mean(values) * scale
    if len(values) < 2:
        return f"{mean:{sign}.1f}"
    return f"{mean:{sign}.1f} ± {statistics.stdev(values) * scale:.1f}"


def table(cells, methods, cell_text, transposed):
    columns, lines = (methods, cells) if transposed else (cells, methods)
    print(("| cell | " if transposed else "| method | ") + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for line in lines:
        texts = [cell_text(line, column) if transposed else cell_text(column, line) for column in columns]
        print(f"| {line} | " + " | ".join(texts) + " |")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("measure")
    parser.add_argument("condition", nargs="?", default="train")
    parser.add_argument("--reference", default="head-only")
    parser.add_argument("--scale", type=float, default=100)
    parser.add_argument("--sort", choices=["pattern", "name"], default="pattern", help="order of the cells")
    parser.add_argument("--transpose", action="store_true", help="a line per cell, a column per method")
    arguments = parser.parse_args()
    condition = None if arguments.condition == "-" else arguments.condition
    values = read(arguments.folder, arguments.measure, condition)
    rank = {name: place for place, name in enumerate(ORDER)}
    cells = sorted(values)
    if arguments.sort == "pattern":
        cells.sort(key=lambda cell: (-float(cell.rsplit("-", 1)[1]), rank.get(cell.rsplit("-", 1)[0], 9)))
    methods = list(dict.fromkeys(method for cell in cells for method in values[cell]))

    def absolute(cell, method):
        found = values[cell].get(method)
        return spread(list(found.values()), arguments.scale) if found else ""

    def difference(cell, method):
        found, reference = values[cell].get(method), values[cell].get(arguments.reference)
        if not found or not reference:
            return ""
        return spread([found[seed] - reference[seed] for seed in found if seed in reference], arguments.scale, "+")

    table(cells, methods, absolute, arguments.transpose)
    if condition:
        print(f"difference to {arguments.reference}, seed by seed:\n")
        others = [method for method in methods if method != arguments.reference]
        table(cells, others, difference, arguments.transpose)


if __name__ == "__main__":
    main()
