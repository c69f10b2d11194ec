"""Local training of FedMultimodal's sensor model, client after client, in plain PyTorch: client-steps per second.

Two modalities of 3 x 128 values (acceleration and rotation); for each three times [Conv1d 5, ReLU, MaxPool 2, drop-out
0.1] with 32, 64 and 128 channels, then a GRU of 128; additive attention with 6 heads over all times, Linear 64, ReLU,
drop-out, 6 classes (Feng et al., KDD 2023). Every client starts from the model of the server, makes 4 steps of 16 samples
(SGD, momentum 0.9, weight decay 1e-5, gradient clipped to norm 10) and hands its weights back. Written from the description
with PyTorch's own modules.

    python sensor_step.py --clients 16 --threads 2

Prints one line of JSON.
"""

import argparse
import copy
import json
import resource
import statistics
import time

import torch
from torch import nn

CHANNELS, LENGTH, CLASSES, BATCH, STEPS, HIDDEN, HEADS = 3, 128, 6, 16, 4, 128, 6


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for before, after in ((CHANNELS, 32), (32, 64), (64, 128)):
            layers += [nn.Conv1d(before, after, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2), nn.Dropout(0.1)]
        self.convolutions = nn.Sequential(*layers)
        self.gru = nn.GRU(128, HIDDEN, batch_first=True)

    def forward(self, x):  # [size, channels, length]
        return self.gru(self.convolutions(x).transpose(1, 2))[0]


class SensorModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoders = nn.ModuleList([Encoder(), Encoder()])
        self.first = nn.Linear(HIDDEN, 512)
        self.second = nn.Linear(512, HEADS)
        self.classifier = nn.Sequential(
            nn.Linear(HEADS * HIDDEN, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, CLASSES)
        )

    def forward(self, modalities):
        tokens = torch.cat([encoder(x) for encoder, x in zip(self.encoders, modalities)], dim=1)
        attention = torch.softmax(self.second(torch.tanh(self.first(tokens))), dim=1)
        return self.classifier(torch.matmul(attention.transpose(1, 2), tokens).flatten(1))


def train(server, batches):
    model = copy.deepcopy(server)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-5)
    for modalities, labels in batches:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(modalities), labels).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 10)
        optimizer.step()
    return model.state_dict()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    server = SensorModel()
    clients = [
        [
            ([torch.randn(BATCH, CHANNELS, LENGTH) for _ in range(2)], torch.randint(CLASSES, (BATCH,)))
            for _ in range(STEPS)
        ]
        for _ in range(arguments.clients)
    ]
    train(server, clients[0])  # warm-up
    wall, processor = [], []
    end = time.perf_counter() + arguments.seconds
    while len(wall) < 3 or time.perf_counter() < end:
        begin, begin_processor = time.perf_counter(), time.process_time()
        for batches in clients:
            train(server, batches)
        steps = arguments.clients * STEPS
        wall.append(1e3 * (time.perf_counter() - begin) / steps)
        processor.append(1e3 * (time.process_time() - begin_processor) / steps)
    print(
        json.dumps(
            {
                "torch": torch.__version__,
                "threads": arguments.threads,
                "parameters": sum(p.numel() for p in server.parameters()),
                "wall_ms": [round(x, 3) for x in wall],
                "processor_ms": [round(x, 3) for x in processor],
                "median_ms": round(statistics.median(wall), 3),
                "median_processor_ms": round(statistics.median(processor), 3),
                "steps_per_second": round(1e3 / statistics.median(wall), 2),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
