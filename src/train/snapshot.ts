import type { Experiment } from './experiment.ts';

/** The weights, running statistics and optimizer state of an experiment at one moment. */
export interface Snapshot {
  /** Puts everything back as it was, bit for bit. */
  restore(): void;
}

/** Copies all that training changes, so that several trials can start from the same place and leave no trace. */
export function takeSnapshot({ engine, network, optimizer }: Experiment): Snapshot {
  const { memory } = engine;
  const parts = [
    ...network.parameters.ranges.map(({ weights, floats }) => memory.float32(weights, floats)),
    ...[...network.buffers.values()].map(({ address, floats }) => memory.float32(address, floats)),
    ...[...optimizer.state.values()].map(({ address, floats }) => memory.float32(address, floats)),
  ].map((view) => ({ view, copy: view.slice() }));
  return {
    restore() {
      for (const { view, copy } of parts) view.set(copy);
    },
  };
}
