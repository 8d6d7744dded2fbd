"""Measures the training steps of one network with PyTorch; needs nothing but torch.

python3 torch_peer.py JSON, where JSON holds the network as in ../networks.mjs, threads, layout, seconds, warmUpSeconds, cores and
startedAt (milliseconds since 1970). Prints one line of JSON. The steps are timed as in ../harness/timing.mjs.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCHES = 8
SLOW_SECONDS = 3.0
TICKS_PER_SECOND = 100


class Residual(nn.Module):
    def __init__(self, layers: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.layers = layers
        self.shortcut = shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x) + self.shortcut(x)


def build(layers: list, shape: list) -> tuple[nn.Sequential, list]:
    """The layers as modules, and the shape of what comes out: [channels, height, width] or [features]."""
    modules = []
    for layer in layers:
        module, shape = build_layer(layer, shape)
        modules.append(module)
    return nn.Sequential(*modules), shape


def build_layer(layer: dict, shape: list) -> tuple[nn.Module, list]:
    kind = layer["type"]
    if kind == "convolution":
        channels, kernel, stride = layer["channels"], layer["kernel"], layer["stride"]
        module = nn.Conv2d(shape[0], channels, kernel, stride, padding=kernel // 2, bias=layer["bias"])
        return module, [channels, *(length // stride for length in shape[1:])]
    if kind == "batchNorm":
        return nn.BatchNorm2d(shape[0]), shape
    if kind == "relu":
        return nn.ReLU(inplace=True), shape
    if kind == "maxPool":
        return nn.MaxPool2d(2), [shape[0], *(length // 2 for length in shape[1:])]
    if kind == "globalAveragePool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), [shape[0]]
    if kind == "flatten":
        return nn.Flatten(), [math.prod(shape)]
    if kind == "linear":
        return nn.Linear(shape[0], layer["features"]), [layer["features"]]
    if kind == "residual":
        inner, out = build(layer["layers"], shape)
        shortcut, _ = build(layer["shortcut"], shape)
        return Residual(inner, shortcut), out
    raise ValueError(f"no such layer: {kind}")


def optimizer_of(options: dict, net: nn.Module) -> torch.optim.Optimizer:
    if options["type"] == "adam":
        return torch.optim.Adam(net.parameters(), lr=options["lr"])
    return torch.optim.SGD(net.parameters(), lr=options["lr"], momentum=options["momentum"])


def busy_seconds(cores: list) -> float | None:
    """How long these cores have been busy, all together; the hypervisor's share counts."""
    try:
        with open("/proc/stat") as file:
            lines = {line.split()[0]: [int(x) for x in line.split()[1:9]] for line in file if line.startswith("cpu")}
    except OSError:
        return None
    idle_and_waiting = slice(3, 5)
    return sum(sum(lines[f"cpu{core}"]) - sum(lines[f"cpu{core}"][idle_and_waiting]) for core in cores) / TICKS_PER_SECOND


def main() -> None:
    spec = json.loads(sys.argv[1])
    torch.set_num_threads(spec["threads"])
    # Numbers close to zero would make PyTorch slower.
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    memory_format = torch.channels_last if spec["layout"] == "channels_last" else torch.contiguous_format
    net, _ = build(spec["layers"], spec["input"])
    net = net.train().to(memory_format=memory_format)
    optimizer = optimizer_of(spec["optimizer"], net)
    batch = spec["batch"]
    images = [torch.randn(batch, *spec["input"]).contiguous(memory_format=memory_format) for _ in range(BATCHES)]
    labels = [torch.randint(0, 10, (batch,)) for _ in range(BATCHES)]
    steps = 0

    def step() -> float:
        nonlocal steps
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(net(images[steps % BATCHES]), labels[steps % BATCHES])
        loss.backward()
        optimizer.step()
        steps += 1
        value = loss.item()
        if not math.isfinite(value):
            raise ArithmeticError(f"the loss is {value}")
        return value

    def steps_for(seconds: float) -> float:
        began = time.perf_counter()
        step()
        while time.perf_counter() - began < seconds:
            step()
        return time.perf_counter() - began

    began = time.perf_counter()
    step()
    first_step_seconds = time.time() - spec["startedAt"] / 1000
    if time.perf_counter() - began < SLOW_SECONDS:
        steps_for(spec["warmUpSeconds"])
    before = steps
    busy, own, began = busy_seconds(spec["cores"]), time.process_time(), time.perf_counter()
    elapsed = steps_for(spec["seconds"])
    used = time.process_time() - own
    foreign = None if busy is None else max(0.0, busy_seconds(spec["cores"]) - busy - used) / (time.perf_counter() - began)
    ms_per_step = 1000 * elapsed / (steps - before)
    # Kilobytes on Linux, bytes on macOS.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    result = {
        "msPerStep": ms_per_step,
        "imagesPerSecond": 1000 * batch / ms_per_step,
        "firstStepSeconds": first_step_seconds,
        "peakMegabytes": peak / 1e6,
        "steps": steps - before,
        "batch": batch,
        "parameters": sum(p.numel() for p in net.parameters()),
    }
    print(json.dumps(result if foreign is None else {**result, "foreignCores": foreign}))


if __name__ == "__main__":
    main()
