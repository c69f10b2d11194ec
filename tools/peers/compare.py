"""Our step of FedPGP against the published one in PyTorch, on the same cores in one go: theirs, ours, theirs.

    python tools/peers/compare.py --threads 2 --classes 19

Pins itself to as many cores as there are threads, where the system can. Ours is the line `fedpgp` of
`./kintsugi bench text --classes …`, with one thread within an operation unless told otherwise: its matrices are so small that
threads mostly wait for each other.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def peer(threads, classes, steps):
    command = [sys.executable, str(HERE / "fedpgp_step.py"), "--threads", str(threads)]
    command += ["--classes", str(classes), "--steps", str(steps)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def ours(threads, classes, quick):
    command = [str(HERE.parent.parent / "kintsugi"), "bench", "text", "--classes", str(classes), "--threads", str(threads)]
    command += ["--format", "json"] + (["--quick"] if quick else [])
    # OPENBLAS_NUM_THREADS stays 1, as the launcher sets it: OpenBLAS's own threads spin while they wait, and do so beside those
    # of PyTorch.
    output = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    rows = output["results"][0]["rows"]
    return output["machine"], next(row for row in rows if row["step"] == "fedpgp")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--classes", type=int, default=19, help="19 (OxfordPets, base) or 102 (Flowers102: theirs needs 16 GB)")
    parser.add_argument("--our-threads", type=int, default=1, help="threads within an operation of ours")
    parser.add_argument("--steps", type=int, default=5, help="steps of theirs, before and again after ours")
    parser.add_argument("--quick", action="store_true", help="fewer steps of ours")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.threads])
    before = peer(arguments.threads, arguments.classes, arguments.steps)
    machine, row = ours(arguments.our_threads, arguments.classes, arguments.quick)
    after = peer(arguments.threads, arguments.classes, arguments.steps)
    wall = statistics.median(before["wall_ms"] + after["wall_ms"])
    processor = statistics.median(before["processor_ms"] + after["processor_ms"])
    print(f"{machine['processor']}, {arguments.threads} threads of theirs, {arguments.our_threads} of ours, load {machine['load']}")
    print(f"{'':24}{'PyTorch, published':>20}{'Kintsugi':>12}{'ratio':>8}")
    plain = row["plainMillis"]
    for what, theirs, our in (
        ("ms per step", wall, row["fastMillis"]),
        ("processor ms per step", processor, row["fastProcessorMillis"]),
        ("token passes", before["token_passes"], row["fastPasses"]),
        ("whole process, MiB", before["peak_mib"], row["processMebibytes"]),
    ):
        print(f"{what:24}{theirs:20.0f}{our:12.0f}{theirs / our:8.1f}")
    if isinstance(plain, (int, float)):
        print(f"our plain step {plain:.0f} ms, {row['speedUp']:.1f} times the fast one; by processor time {row['processorSpeedUp']:.1f} times")
    print(f"of the FLOP bound: {row['boundShare']:.2f}")
    print(f"theirs before ours {before['median_ms']:.0f} ms, after {after['median_ms']:.0f} ms; torch {before['torch']}")


if __name__ == "__main__":
    main()
