"""Trains FedPGP on the tiny random CLIP, from the formulas, and writes losses and prompts on the way.

Usage: python make_fedpgp_fixture.py CLIP_FOLDER OUTPUT_FILE

CLIP_FOLDER is quick-gelu-fp32 of make_clip_fixtures.py. Nothing of Kintsugi is used, nor a ready-made CLIP: the text tower
is written out below, every sentence has the full 77 tokens, and gradients come from autograd. All sums run in double
precision, so that a deviation is the other side's; the script prints what single precision alone makes of it.

Formulas (Cui et al., ICML 2024, and the released trainers/fedpgp.py with one prompt):
    p_i = p_G + U_i V_i
    L   = CE(exp(logit_scale) cos(f(x), z_P), y) + mu mean_c -log(e^(cos(z_G, z_C)/tau) / (e^(cos(z_G, z_C)/tau) + e^(cos(z_G, z_P)/tau)))
    SGD: g += wd p; v = m v + g; p -= lr v
    server: p_G = sum_i n_i p_G^i / sum_i n_i
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

CLASSES = ["cat", "a big red dog", "house", "tree of life"]
CONTEXT, BOTTLENECK = 4, 3
MU, TAU = 0.5, 0.5
RATE, MOMENTUM, DECAY = 0.01, 0.9, 5e-4
ROWS, STEPS, BATCH, EVERY = 64, 50, 8, 5
ROUNDS, EPOCHS, SIZES = 6, 2, [5, 8, 11]  # of the federation; every batch is a client's whole data
LENGTH, HEADS, EPSILON = 77, 4, 1e-5


class TextTower:
    def __init__(self, folder: Path, dtype):
        self.weights = {name: value.to(dtype) for name, value in load_file(folder / "model.safetensors").items() if value.is_floating_point()}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.scale = self.weights["logit_scale"].exp()
        self.layers = 1 + max(int(name.split(".")[3]) for name in self.weights if name.startswith("text_model.encoder.layers."))

    def ids(self, text: str):
        """Start, words, end, padded with zeros as OpenAI's tokenizer does; and where the end stands."""
        ids = self.tokenizer.encode(text).ids
        return torch.tensor(ids + [0] * (LENGTH - len(ids))), len(ids) - 1

    def linear(self, name, x):
        return x @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]

    def norm(self, name, x):
        centred = x - x.mean(-1, keepdim=True)
        scaled = centred / (centred.square().mean(-1, keepdim=True) + EPSILON).sqrt()
        return scaled * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def encode(self, embedded, ends):
        """[sentences, 77, width] without positions -> [sentences, embedding] of norm 1."""
        x = embedded + self.weights["text_model.embeddings.position_embedding.weight"]
        mask = torch.full((LENGTH, LENGTH), float("-inf"), dtype=x.dtype).triu(1)
        for layer in range(self.layers):
            name = f"text_model.encoder.layers.{layer}."
            y = self.norm(name + "layer_norm1", x)
            heads = [self.linear(f"{name}self_attn.{part}_proj", y).unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in "qkv"]
            attention = (heads[0] @ heads[1].transpose(2, 3) / heads[0].shape[-1] ** 0.5 + mask).softmax(-1)
            x = x + self.linear(name + "self_attn.out_proj", (attention @ heads[2]).transpose(1, 2).flatten(2))
            y = self.linear(name + "mlp.fc1", self.norm(name + "layer_norm2", x))
            x = x + self.linear(name + "mlp.fc2", y * (1.702 * y).sigmoid())
        read = self.norm("text_model.final_layer_norm", x)[torch.arange(len(x)), ends]
        features = read @ self.weights["text_projection.weight"].T
        return features / features.norm(dim=-1, keepdim=True)

    def embed(self, texts):
        ids, ends = zip(*(self.ids(text) for text in texts))
        return self.weights["text_model.embeddings.token_embedding.weight"][torch.stack(ids)], torch.tensor(ends)


class FedPgp:
    def __init__(self, tower: TextTower, template: str):
        self.tower = tower
        self.embedded, self.ends = tower.embed([" ".join(["X"] * CONTEXT) + f" {name}." for name in CLASSES])
        placeholders = tower.ids(" ".join(["X"] * CONTEXT))[0][: CONTEXT + 1]
        assert tower.ids(" ".join(["X"] * CONTEXT))[1] == CONTEXT + 1, "X is not one token"
        assert (self.embedded[:, : CONTEXT + 1] == tower.weights["text_model.embeddings.token_embedding.weight"][placeholders]).all()
        self.knowledge = tower.encode(*tower.embed([template.replace("{}", name) for name in CLASSES]))

    def features(self, prompt):
        sentences = torch.cat([self.embedded[:, :1], prompt.expand(len(CLASSES), -1, -1), self.embedded[:, 1 + CONTEXT :]], 1)
        return self.tower.encode(sentences, self.ends)

    def loss(self, shared, left, right, images, labels):
        personal, general = self.features(shared + left @ right), self.features(shared)
        logits = self.tower.scale * images @ personal.T
        entropy = torch.nn.functional.cross_entropy(logits, labels)
        pairs = torch.stack([(general * self.knowledge).sum(1), (general * personal).sum(1)], 1) / TAU
        return entropy + MU * -pairs.log_softmax(1)[:, 0].mean()

    def step(self, values, velocities, images, labels):
        """One step of SGD, in place; returns the loss before it."""
        leaves = [value.detach().requires_grad_(True) for value in values]
        loss = self.loss(*leaves, images, labels)
        for i, gradient in enumerate(torch.autograd.grad(loss, leaves)):
            velocities[i] = MOMENTUM * velocities[i] + gradient + DECAY * values[i]
            values[i] = values[i] - RATE * velocities[i]
        return loss.item()


NAMES = ["prompt.context", "prompt.left", "prompt.right"]


def zeros(values):
    return [torch.zeros_like(value) for value in values]


def one_client(folder: Path, start, images, labels, batches, dtype):
    """50 steps on the given batches."""
    method = FedPgp(TextTower(folder, dtype), "a photo of a {}.")
    values = [value.to(dtype) for value in start]
    velocities, losses, written = zeros(values), [], {}
    for step in range(STEPS):
        rows = batches[step]
        losses.append(method.step(values, velocities, images[rows].to(dtype), labels[rows]))
        if (step + 1) % EVERY == 0:
            written.update({f"step{step + 1}.{name}": value for name, value in zip(NAMES, values)})
    return {"losses": torch.tensor(losses, dtype=dtype), **written}


def one_momentum(folder: Path, start, images, labels, batches, dtype):
    """The same three clients with one optimiser for all of them and all rounds, as in the released code."""
    return federation(folder, start, images, labels, batches, dtype, shared_momentum=True)


def federation(folder: Path, start, images, labels, batches, dtype, shared_momentum=False):
    """Three clients that keep their U and V; momentum starts at zero in every round; the released placeholder."""
    method = FedPgp(TextTower(folder, dtype), " ".join(["X"] * CONTEXT) + " {}.")
    shared, left, right = (value.to(dtype) for value in start)
    own, written = [[left, right] for _ in SIZES], {}
    velocities = zeros([shared, left, right])
    for turn in range(1, ROUNDS + 1):
        uploads, means, first = [], [], 0
        for client, size in enumerate(SIZES):
            rows = torch.arange(first, first + size)
            first += size
            values = [shared, *own[client]]
            if not shared_momentum:
                velocities = zeros(values)
            losses = [method.step(values, velocities, images[rows].to(dtype), labels[rows]) for _ in range(EPOCHS)]
            uploads.append(values[0] * size)
            own[client] = values[1:]
            means.append(sum(losses) / EPOCHS)
        shared = sum(uploads) / sum(SIZES)
        written[f"round{turn}.prompt.context"] = shared
        written[f"round{turn}.losses"] = torch.tensor(means, dtype=dtype)
    for client, values in enumerate(own):
        written.update({f"client{client}.{name}": value for name, value in zip(NAMES[1:], values)})
    return written


def main(folder: Path, out: Path) -> None:
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(11)
    tower = TextTower(folder, torch.float32)
    width = tower.weights["text_projection.weight"].shape[1]
    start = [0.1 * torch.randn(CONTEXT, width, generator=generator),
             0.2 * torch.randn(CONTEXT, BOTTLENECK, generator=generator),
             0.2 * torch.randn(BOTTLENECK, width, generator=generator)]
    labels = torch.randint(len(CLASSES), (ROWS,), generator=generator)
    # around the class features of another prompt, so that there is something to learn
    centres = FedPgp(tower, "{}.").features(0.5 * torch.randn(CONTEXT, width, generator=generator))
    images = centres[labels] + 0.2 * torch.randn(ROWS, centres.shape[1], generator=generator)
    images = images / images.norm(dim=1, keepdim=True)
    batches = torch.stack([torch.randperm(ROWS, generator=generator)[:BATCH] for _ in range(STEPS)])
    written = {"images": images, "labels": labels.float(), "batches": batches.float(), **{f"start.{name}": value for name, value in zip(NAMES, start)}}
    for name, train in (("one", one_client), ("federation", federation), ("one-momentum", one_momentum)):
        exact = train(folder, start, images, labels, batches, torch.float64)
        single = train(folder, start, images, labels, batches, torch.float32)
        worst = max((exact[key] - single[key]).abs().max().item() for key in exact)
        print(f"{name}: single precision is off by up to {worst:.1e}")
        print([round(value, 3) for key in exact if key.endswith("losses") for value in exact[key].tolist()])
        written.update({f"{name}.{key}": value.float().contiguous() for key, value in exact.items()})
    moved = max((written[f"one.step{STEPS}.{name}"] - value).abs().max().item() for name, value in zip(NAMES, start))
    assert moved > 0.05, "the prompts hardly move; the comparison would prove nothing"
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in written.items()}, out)
    print(out.stat().st_size, "bytes; values move by up to", moved)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
