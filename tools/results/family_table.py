"""Prints the tables of docs/results/prompt-learning.md from run folders; needs nothing but Python.

Usage: family_table.py FOLDER…
  Each FOLDER is one experiment with METHOD/seed-N/result.json. One table per folder: a line per method, mean ± sample
  standard deviation over seeds of the accuracies by kind, and means of bytes and seconds.
"""

import argparse
import json
import pathlib
import statistics

KINDS = ["local", "base", "neighbours", "novel", "harmonicMean", "combinedMean"]
NAMES = ["local", "base", "neighbours", "novel", "harmonic mean", "combined mean"]


def results(folder):
    found = {}
    for file in sorted(folder.glob("*/seed-*/result.json")):
        found.setdefault(file.parts[-3], []).append(json.loads(file.read_text()))
    return found


def spread(values):
    values = [100 * value for value in values if value is not None]
    if not values:
        return ""
    deviation = statistics.stdev(values) if len(values) > 1 else 0
    return f"{statistics.mean(values):.1f} ± {deviation:.1f}" if deviation > 0.05 else f"{statistics.mean(values):.1f}"


def size(count):
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}"
    return f"{count:.0f} B"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--sort", default="harmonicMean")
    arguments = parser.parse_args()
    for folder in arguments.folders:
        found = results(folder)
        kinds = [kind for kind in KINDS if any(run["evaluation"].get(kind) is not None for runs in found.values() for run in runs)]

        def rank(method):
            values = [run["evaluation"].get(arguments.sort) or 0 for run in found[method]]
            return -statistics.mean(values)

        print(f"{folder.name}: {max(len(runs) for runs in found.values())} seeds\n")
        print("| method | " + " | ".join(NAMES[KINDS.index(kind)] for kind in kinds) + " | bytes | seconds |")
        print("|---" * (len(kinds) + 3) + "|")
        for method in sorted(found, key=rank):
            runs = found[method]
            cells = [spread([run["evaluation"].get(kind) for run in runs]) for kind in kinds]
            traffic = statistics.mean(run["bytesUp"] + run["bytesDown"] for run in runs)
            seconds = statistics.mean(run["seconds"] for run in runs)
            print(f"| {method} | " + " | ".join(cells) + f" | {size(traffic)} | {seconds:.1f} |")
        print()


if __name__ == "__main__":
    main()
