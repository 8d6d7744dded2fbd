"""The search of configs/bench-search.yaml in PyTorch: 16 random trials of a LeNet, 200 steps of 32 images each, in a pool of two
processes with one thread each. Argument: how processes are started, fork or spawn."""
import math
import multiprocessing
import random
import sys

TRIALS, STEPS, BATCH, IMAGES = 16, 200, 32, 2048
data = None


def prepare():
    """In each process, once: the images, and one thread."""
    global data
    import torch

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    generator = torch.Generator().manual_seed(1)
    data = torch.randn(IMAGES, 1, 28, 28, generator=generator), torch.randint(0, 10, (IMAGES,), generator=generator)


def train(trial):
    import torch
    from torch import nn

    seed, rate, decay = trial
    torch.manual_seed(seed)
    network = nn.Sequential(
        *(nn.Conv2d(1, 8, 5, padding="same"), nn.ReLU(inplace=True), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 5, padding="same"), nn.ReLU(inplace=True), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(784, 10)),
    ).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=rate, weight_decay=decay)
    images, labels = data
    for step in range(STEPS):
        first = step * BATCH % IMAGES
        batch = images[first : first + BATCH].contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(network(batch), labels[first : first + BATCH])
        loss.backward()
        optimizer.step()
    return loss.item()


if __name__ == "__main__":
    draw = random.Random(42)
    log_uniform = lambda low, high: math.exp(draw.uniform(math.log(low), math.log(high)))
    trials = [(seed, log_uniform(1e-4, 1e-1), log_uniform(1e-5, 1e-3)) for seed in range(TRIALS)]
    with multiprocessing.get_context(sys.argv[1]).Pool(2, initializer=prepare) as pool:
        print(min(pool.imap_unordered(train, trials)))
