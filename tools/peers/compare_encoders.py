"""FedMultimodal's sensor model, trained whole by many clients: ours against a plain PyTorch loop over clients, on the same cores.

    python tools/peers/compare_encoders.py

Theirs is `sensor_step.py`, once with as many threads within an operation as there are cores and once as many processes with
one thread each, before and after ours; ours are the lines of `./kintsugi bench encoders`, client by client and in blocks. Prints client-steps per second.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def start(threads, arguments):
    command = [sys.executable, str(HERE / "sensor_step.py"), "--threads", str(threads)]
    command += ["--clients", str(arguments.clients), "--seconds", str(arguments.seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def finish(processes):
    return [json.loads(process.communicate()[0]) for process in processes]


def peers(cores, arguments):
    """Both ways of theirs: result of one process, results of several."""
    return finish([start(cores, arguments)])[0], finish([start(1, arguments) for _ in range(cores)])


def ours(quick):
    command = [str(HERE.parent.parent / "kintsugi"), "bench", "encoders", "--format", "json"]
    output = json.loads(
        subprocess.run(command + (["--quick"] if quick else []), check=True, stdout=subprocess.PIPE).stdout
    )
    return output["machine"], output["results"][0]["rows"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--clients", type=int, default=8, help="of theirs, in a round")
    parser.add_argument("--seconds", type=float, default=6, help="of theirs, each way before and after ours")
    parser.add_argument("--quick", action="store_true", help="fewer rounds of ours")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])
    before = peers(arguments.cores, arguments)
    machine, rows = ours(arguments.quick)
    after = peers(arguments.cores, arguments)
    loop = statistics.median(before[0]["wall_ms"] + after[0]["wall_ms"])
    loop_processor = statistics.median(before[0]["processor_ms"] + after[0]["processor_ms"])
    side = [sum(1e3 / run["median_ms"] for run in runs[1]) for runs in (before, after)]
    side_processor = statistics.median(run["median_processor_ms"] for runs in (before, after) for run in runs[1])
    best = max(row["stepsPerSecond"] for row in rows)
    print(f"{machine['processor']}, {arguments.cores} cores, load {machine['load']}, torch {before[0]['torch']}")
    print(f"{'':44}{'client-steps/s':>16}{'processor ms per step':>24}{'our best / it':>16}")
    lines = [
        (f"PyTorch, {arguments.cores} threads in an operation", 1e3 / loop, loop_processor),
        (f"PyTorch, {arguments.cores} processes", statistics.mean(side), side_processor),
    ]
    for row in rows:
        form = f"Kintsugi, blocks of {row['block']}, {row['threads']} threads"
        lines.append((form, row["stepsPerSecond"], row["processorMillis"]))
    for name, rate, processor in lines:
        print(f"{name:44}{rate:16.1f}{processor:24.1f}{best / rate:16.2f}")


if __name__ == "__main__":
    main()
