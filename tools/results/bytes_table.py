"""Prints what every method of an experiment sends, from its run folders; needs nothing but Python.

Usage: bytes_table.py FOLDER
  FOLDER is one experiment with METHOD/seed-N/rounds.jsonl. A line per method, megabytes of the first seed: all that went down and
  up, and what went up by part. "form" is what the wire format adds: names, shapes, numbers of examples.
"""

import json
import pathlib
import sys


def main():
    folder = pathlib.Path(sys.argv[1])
    rows = {}
    for method in sorted(path for path in folder.iterdir() if path.is_dir()):
        for file in sorted(method.glob("seed-*/rounds.jsonl"))[:1]:
            row = rows.setdefault(method.name, {"down": 0, "up": 0})
            for line in file.read_text().splitlines():
                record = json.loads(line)
                row["down"] += record.get("bytesDown", 0)
                row["up"] += record.get("bytesUp", 0)
                for part, count in record.get("bytesUpParts", {}).items():
                    row[part] = row.get(part, 0) + count
    parts = sorted({part for row in rows.values() for part in row} - {"down", "up"})
    print("| method | down | up | " + " | ".join(parts) + " |")
    print("|---" + "|--:" * (2 + len(parts)) + "|")
    for method, row in sorted(rows.items(), key=lambda item: item[1]["up"]):
        cells = [row["down"], row["up"]] + [row.get(part, 0) for part in parts]
        print(f"| {method} | " + " | ".join(f"{cell / 1e6:.2f}" if cell else "" for cell in cells) + " |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()
