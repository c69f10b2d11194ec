"""A linear model on six statistics per channel of har_hapt's windows: what the networks of docs/results/balance.md have to beat.

    python tools/peers/sensor_probe.py ../shared/data/har_hapt

Trained on the 21 training people, tested on the nine official test people, for each sensor and both; on the streams as they are, and shifted by each
person's median and divided by their deviation, as `data.standardise-by: user` does.
"""

import csv
import pathlib
import sys

import numpy
import torch

ACTIVITIES = ["WALKING", "WALKING_UPSTAIRS", "WALKING_DOWNSTAIRS", "SITTING", "STANDING", "LAYING"]
LENGTH = 128


def by_person(windows, people):
    changed = windows.copy()
    for person in numpy.unique(people):
        values = windows[people == person].reshape(-1, 3)
        changed[people == person] = (windows[people == person] - numpy.median(values, 0)) / values.std(0)
    return changed


def statistics(windows):
    steps = numpy.abs(numpy.diff(windows, axis=1)).mean(1)
    return numpy.concatenate(
        [windows.mean(1), windows.std(1), windows.min(1), windows.max(1), numpy.median(windows, 1), steps], 1)


def accuracy(features, labels, tested):
    centre, spread = features[~tested].mean(0), features[~tested].std(0) + 1e-9
    values = torch.tensor((features - centre) / spread, dtype=torch.float32)
    truth = torch.tensor(labels)
    torch.manual_seed(1)
    model = torch.nn.Linear(values.shape[1], len(ACTIVITIES))
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=300, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(model(values[~tested]), truth[~tested])
        value = value + 1e-4 * sum((parameter**2).sum() for parameter in model.parameters())
        value.backward()
        return value

    optimizer.step(loss)
    return (model(values[tested]).argmax(1) == truth[tested]).float().mean().item()


def main():
    folder = pathlib.Path(sys.argv[1])
    with open(folder / "windows.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in ACTIVITIES]
    labels = numpy.array([ACTIVITIES.index(row["label"]) for row in rows])
    people = numpy.array([int(row["user"]) for row in rows])
    tested = numpy.array([row["split"] == "test" for row in rows])
    streams = [numpy.load(folder / name) for name in ("acc.npy", "gyro.npy")]
    windows = [numpy.stack([s[int(r["start_row"]) : int(r["start_row"]) + LENGTH] for r in rows]) for s in streams]
    for name, change in (("as they are", lambda w, _: w), ("by person", by_person)):
        acc, gyro = (statistics(change(w, people)) for w in windows)
        found = [accuracy(f, labels, tested) for f in (acc, gyro, numpy.concatenate([acc, gyro], 1))]
        print(name, "accelerometer {:.1%}, gyroscope {:.1%}, both {:.1%}".format(*found))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
