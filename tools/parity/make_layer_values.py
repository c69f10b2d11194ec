"""Prints the expected numbers of BlockLayersParityTest: small layers of PyTorch whose i-th weight is sin(i + shift).

    python tools/parity/make_layer_values.py
"""

import torch
from torch import nn


def waves(shape, shift):
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count, dtype=torch.float64) + shift).to(torch.float32).reshape(shape)


def fill(module):
    with torch.no_grad():
        for shift, parameter in enumerate(module.parameters()):
            parameter.copy_(waves(parameter.shape, shift))
    return module


def show(name, tensor):
    print(name, ", ".join(f"{value:.7f}f" for value in tensor.flatten().tolist()))


def main():
    gru = fill(nn.GRU(2, 2, batch_first=True))
    x = waves((1, 3, 2), 0.5).requires_grad_()
    states = gru(x)[0]
    states.sum().backward()
    show("gru states", states)
    show("gru gradient of the input", x.grad)
    show("gru gradient of weight_hh", gru.weight_hh_l0.grad)

    convolution, norm = fill(nn.Conv1d(2, 4, 3, stride=2, padding=1)), fill(nn.GroupNorm(2, 4))
    x = waves((1, 2, 6), 0.5).requires_grad_()
    out = nn.functional.max_pool1d(norm(convolution(x)), 2)
    out.sum().backward()
    show("convolution, norm, pool", out)
    show("its gradient of the input", x.grad)


if __name__ == "__main__":
    main()
