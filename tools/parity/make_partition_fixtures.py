"""Writes the client of every row of small made data, as FedPGP's released code draws it with numpy and Python's random.

Usage: make_partition_fixtures.py FILE

One line per case: a name, a space, and one letter of "0-9a-z" per row, training rows first. Written from the description of those draws; row r of the
training rows has the class (7 r + r // 3) mod CLASSES, row r of the test rows (5 r + r // 7) mod CLASSES. Prints numbers for NumpyRandomTest, too.
"""

import random
import sys

import numpy as np

LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"


def labels(train, test, classes):
    return (
        np.array([(7 * r + r // 3) % classes for r in range(train)]),
        np.array([(5 * r + r // 7) % classes for r in range(test)]),
    )


def letters(count, clients):
    owner = ["?"] * count
    for client, rows in enumerate(clients):
        for row in rows:
            owner[row] = LETTERS[client]
    return "".join(owner)


def label_skew(train, test, classes, clients, alpha, least, least_test, per_class_seed=None):
    """Dirichlet skew in which clients that hold the mean get no more; drawn until every client has enough."""
    while True:
        held = [[] for _ in range(clients)]
        held_test = [[] for _ in range(clients)]
        for label in range(classes):
            if per_class_seed is not None:
                np.random.seed(per_class_seed)
            rows, test_rows = (np.flatnonzero(y == label) for y in (train, test))
            for part in (rows, test_rows):
                np.random.shuffle(part)
            share = np.random.dirichlet([alpha] * clients)
            open_ = np.array([len(own) < len(train) / clients for own in held])
            share = share * open_
            share = share / share.sum()
            for part, owners in ((rows, held), (test_rows, held_test)):
                cuts = (np.cumsum(share) * len(part)).astype(int)[:-1]
                for own, piece in zip(owners, np.split(part, cuts)):
                    own.extend(piece.tolist())
        if min(map(len, held)) >= least and min(map(len, held_test)) >= least_test:
            return letters(len(train), held) + letters(len(test), held_test)
        if per_class_seed is not None:
            raise SystemExit("this draw would be repeated for ever")


def pachinko(pool, coarse_of, clients, alpha, fine_alpha, seed):
    """Rows by superclass and class; 12345 draws, and Python's generator after random.seed(seed) numbers the clients."""
    random.seed(seed)
    own = random.Random(12345)
    np.random.seed(12345)
    left = {}
    for row in own.sample(list(range(len(pool))), len(pool)):
        left.setdefault(coarse_of[pool[row]], {}).setdefault(pool[row], []).append(row)
    left = [[list(rows) for _, rows in sorted(classes.items())] for _, classes in sorted(left.items())]
    parts = []
    for _ in range(clients):
        coarse = np.random.dirichlet([alpha] * len(left))
        fine = [np.random.dirichlet([fine_alpha] * len(classes)) for classes in left]
        drawn = []
        for _ in range(len(pool) // clients):
            node = int(np.argmax(np.random.multinomial(1, coarse)))
            leaf = int(np.argmax(np.random.multinomial(1, fine[node])))
            row = own.choice(left[node][leaf])
            left[node][leaf].remove(row)
            drawn.append(row)
            if not left[node][leaf]:
                del left[node][leaf]
                fine[node] = np.delete(fine[node], leaf)
                fine[node] /= fine[node].sum()
                if not left[node]:
                    del left[node], fine[node]
                    coarse = np.delete(coarse, node)
                    coarse /= coarse.sum()
        parts.append(drawn)
    random.shuffle(parts)
    return letters(len(pool), parts)


def main():
    cases = []
    train, test = labels(1000, 400, 10)
    for seed in (0, 1, 7):
        np.random.seed(seed)
        cases.append((f"noniid-labeldir-8-clients-seed-{seed}", label_skew(train, test, 10, 8, 0.3, 10, 4)))
    np.random.seed(3)
    cases.append(("noniid-labeldir-30-clients-seed-3", label_skew(train, test, 10, 30, 1.5, 10, 2)))
    train, test = labels(900, 300, 18)
    pool = np.concatenate([train, test]).tolist()
    coarse_of = {label: label % 6 for label in range(18)}
    for seed in (1, 2):
        cases.append((f"pachinko-12-clients-seed-{seed}", pachinko(pool, coarse_of, 12, 0.3, 10, seed)))
    train, test = labels(300, 120, 10)
    cases.append(("domain-5-clients", label_skew(train, test, 10, 5, 0.3, 2, 2, per_class_seed=0)))
    with open(sys.argv[1], "w") as file:
        for name, owners in cases:
            file.write(f"{name} {owners}\n")

    np.random.seed(5)
    print("normal", np.random.standard_normal(3).tolist())
    np.random.seed(5)
    print("exponential", np.random.standard_exponential(2).tolist())
    for shape in (0.3, 1.0, 10.0):
        np.random.seed(5)
        print("gamma", shape, np.random.standard_gamma(shape, 4).tolist())
    np.random.seed(5)
    print("dirichlet", np.random.dirichlet([0.3] * 4).tolist())
    np.random.seed(5)
    print("multinomial", [int(np.argmax(np.random.multinomial(1, [0.1, 0.6, 0.05, 0.25]))) for _ in range(12)])
    np.random.seed(5)
    order = np.arange(12)
    np.random.shuffle(order)
    print("shuffle", order.tolist())
    for count in (7, 8, 100, 300):
        print("sum", count, float(np.sum(1 / np.arange(3.0, count + 3))))


main()
