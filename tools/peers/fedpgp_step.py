"""The training step of FedPGP as it is published, on CLIP ViT-B/16's text shapes with random weights: time per step.

Four passes through the text tower per step, each class in all 77 tokens: the personal prompt (P), the hand-crafted one
(C, constant but computed every step), the global one (G), and the low-rank part alone, which the published code computes
and does not use. Then cross-entropy on image features that are given, the contrastive loss, the gradient of prompt and
factors, SGD. Written from the formulas and from the structure of the published step, with PyTorch's own modules; the image
tower, which the published step runs too, is left out.

    python fedpgp_step.py --steps 5 --threads 2

Prints one line of JSON.
"""

import argparse
import json
import resource
import statistics
import time

import torch
from torch import nn

LAYERS, WIDTH, HEADS, TOKENS, CONTEXT, BOTTLENECK, BATCH = 12, 512, 8, 77, 16, 8, 16
VOCABULARY, END = 4096, 4095
TEMPERATURE, CONTRAST_WEIGHT, SCALE = 0.5, 0.5, 100.0

# Tokens of the 19 base classes of OxfordPets in CLIP's vocabulary, without the full stop.
PETS_BASE = [3, 2, 4, 3, 1, 1, 2, 1, 1, 3, 1, 2, 4, 2, 3, 2, 3, 2, 3]

# The same of the 102 classes of Flowers102.
FLOWERS = [
    *[2, 6, 2, 2, 3, 2, 2, 3, 3, 2, 2, 3, 3, 2, 2, 3, 4, 2, 2, 4, 2, 3, 2, 2, 3, 2, 4, 4, 1, 2, 1, 3, 4, 2],
    *[3, 6, 2, 3, 2, 3, 3, 3, 2, 3, 4, 2, 2, 2, 3, 2, 3, 3, 2, 1, 3, 4, 2, 2, 2, 4, 5, 2, 4, 2, 3, 3, 3, 2],
    *[2, 2, 2, 1, 2, 1, 2, 2, 2, 1, 2, 3, 3, 3, 1, 2, 3, 3, 1, 2, 2, 3, 3, 2, 2, 2, 4, 3, 2, 4, 2, 2, 2, 2],
]
LENGTHS = {len(lengths): lengths for lengths in (PETS_BASE, FLOWERS)}


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(WIDTH, HEADS)
        self.norm1 = nn.LayerNorm(WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH)
        self.feed_forward = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), QuickGelu(), nn.Linear(4 * WIDTH, WIDTH))
        self.register_buffer("mask", torch.full((TOKENS, TOKENS), float("-inf")).triu(1))

    def forward(self, x):  # [tokens, classes, width]
        y = self.norm1(x)
        x = x + self.attention(y, y, y, need_weights=False, attn_mask=self.mask)[0]
        return x + self.feed_forward(self.norm2(x))


class TextEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = nn.Parameter(0.01 * torch.randn(TOKENS, WIDTH))
        self.blocks = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.projection = nn.Parameter(WIDTH**-0.5 * torch.randn(WIDTH, WIDTH))

    def forward(self, prompts, ends):
        x = (prompts + self.positions).permute(1, 0, 2)
        x = self.norm(self.blocks(x).permute(1, 0, 2))
        return x[torch.arange(x.shape[0]), ends] @ self.projection


def unit(x):
    return x / x.norm(dim=-1, keepdim=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--classes", type=int, default=19, choices=sorted(LENGTHS))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)

    encoder = TextEncoder()
    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    table = 0.02 * torch.randn(VOCABULARY, WIDTH)
    lengths = LENGTHS[arguments.classes]
    classes = len(lengths)
    ids = torch.zeros(classes, TOKENS, dtype=torch.long)
    ends = torch.tensor([1 + CONTEXT + length + 1 for length in lengths])
    for row, length in enumerate(lengths):
        ids[row, : ends[row]] = torch.randint(1, END, (int(ends[row]),))
        ids[row, ends[row]] = END
    embedded = table[ids]
    start, rest = embedded[:, :1], embedded[:, 1 + CONTEXT :]

    context = (0.02 * torch.randn(CONTEXT, WIDTH)).requires_grad_()
    u = (0.02 * torch.randn(CONTEXT, BOTTLENECK)).requires_grad_()
    v = (0.02 * torch.randn(BOTTLENECK, WIDTH)).requires_grad_()
    optimizer = torch.optim.SGD([context, u, v], lr=0.001, momentum=0.9, weight_decay=5e-4)
    images = unit(torch.randn(BATCH, WIDTH))
    labels = torch.arange(BATCH) % classes

    def encode(prompt):
        return encoder(torch.cat([start, prompt.expand(classes, -1, -1), rest], dim=1), ends)

    def step():
        low_rank = u @ v
        personal = unit(encode(context + low_rank))
        hand_crafted = unit(encoder(embedded, ends))
        common = unit(encode(context))
        encode(low_rank)  # as published: computed, not used
        positive = (common * hand_crafted).sum(-1)
        negative = (common * personal).sum(-1)
        pairs = torch.stack([positive, negative], dim=1) / TEMPERATURE
        contrast = nn.functional.cross_entropy(pairs, torch.zeros(classes, dtype=torch.long))
        loss = nn.functional.cross_entropy(SCALE * images @ personal.t(), labels) + CONTRAST_WEIGHT * contrast
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    step()  # warm-up
    wall, processor = [], []
    for _ in range(arguments.steps):
        begin, begin_processor = time.perf_counter(), time.process_time()
        step()
        wall.append(1e3 * (time.perf_counter() - begin))
        processor.append(1e3 * (time.process_time() - begin_processor))
    print(
        json.dumps(
            {
                "torch": torch.__version__,
                "threads": arguments.threads,
                "token_passes": 4 * classes * TOKENS,
                "wall_ms": [round(x, 1) for x in wall],
                "processor_ms": [round(x, 1) for x in processor],
                "median_ms": round(statistics.median(wall), 1),
                "median_processor_ms": round(statistics.median(processor), 1),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
