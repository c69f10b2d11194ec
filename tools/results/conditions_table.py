"""Prints accuracy and macro F1 by test condition from run folders, as in docs/results/balance.md; needs nothing but Python.

Usage: conditions_table.py FOLDER [MEASURE [CONTROL]]
  FOLDER is one experiment with METHOD/seed-N/result.json; MEASURE stands beside macroF1, accuracy if not given.
  CONTROL, a method, adds the differences of MEASURE to it, seed by seed, for every condition.
  A line per method, mean ± sample standard deviation over seeds, sorted by the first condition; bytes and seconds are means.
"""

import json
import pathlib
import statistics
import sys


def spread(values, sign=""):
    values = [100 * value for value in values if value is not None]
    if not values:
        return ""
    return f"{statistics.mean(values):{sign}.1f}" + (f" ± {statistics.stdev(values):.1f}" if len(values) > 1 else "")


def main():
    folder = pathlib.Path(sys.argv[1])
    measures = [sys.argv[2] if len(sys.argv) > 2 else "accuracy", "macroF1"]
    runs = {}
    for file in sorted(folder.glob("*/seed-*/result.json")):
        runs.setdefault(file.parts[-3], []).append(json.loads(file.read_text()) | {"seed": file.parts[-2]})
    conditions = []
    for results in runs.values():
        conditions += [name for name in results[0]["conditions"] if name not in conditions]

    def values(method, condition, measure):
        return [run["conditions"].get(condition, {}).get(measure) for run in runs[method]]

    def first(method):
        return -statistics.mean([value or 0 for value in values(method, conditions[0], measures[0])])

    def differences(method, condition):
        own = dict(zip((run["seed"] for run in runs[method]), values(method, condition, measures[0])))
        other = dict(zip((run["seed"] for run in runs[control]), values(control, condition, measures[0])))
        both = [seed for seed in own if own[seed] is not None and other.get(seed) is not None]
        return "" if method == control else spread([own[seed] - other[seed] for seed in both], "+")

    control = sys.argv[3] if len(sys.argv) > 3 else None
    heads = [f"{condition}, {measure}" for condition in conditions for measure in measures]
    heads += [f"Δ to {control}, {condition}" for condition in conditions if control]
    print("| method | " + " | ".join(heads) + " | MB | seconds |")
    print("|---" * (len(heads) + 3) + "|")
    for method in sorted(runs, key=first):
        cells = [spread(values(method, condition, measure)) for condition in conditions for measure in measures]
        cells += [differences(method, condition) for condition in conditions if control]
        traffic = statistics.mean(run["bytesUp"] + run["bytesDown"] for run in runs[method]) / 1e6
        seconds = statistics.mean(run["seconds"] for run in runs[method])
        print(f"| {method} | " + " | ".join(cells) + f" | {traffic:.0f} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
