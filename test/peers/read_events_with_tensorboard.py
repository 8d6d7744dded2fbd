"""Prints what TensorBoard itself reads in the event file of a run: each tag, how many entries, the first and last step, the last value.

    pip install tensorboard
    python test/peers/read_events_with_tensorboard.py runs/mnist-lenet-001

Exits with 1 when the steps of a tag do not ascend.
"""

import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

accumulator = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0})
accumulator.Reload()
tags = accumulator.Tags()
failed = False
for tag in tags["scalars"]:
    events = accumulator.Scalars(tag)
    steps = [event.step for event in events]
    ascends = all(a < b for a, b in zip(steps, steps[1:]))
    failed = failed or not ascends
    print(f"scalar     {tag:<32} {len(events):>8} entries, steps {steps[0]} to {steps[-1]}, last {events[-1].value:.6g}", "" if ascends else "NOT ASCENDING")
for tag in tags["histograms"]:
    events = accumulator.Histograms(tag)
    histogram = events[-1].histogram_value
    print(f"histogram  {tag:<32} {len(events):>8} entries, last of {histogram.num:.0f} numbers from {histogram.min:.4g} to {histogram.max:.4g}")
sys.exit(1 if failed else 0)
