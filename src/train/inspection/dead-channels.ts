import type { DataPart } from '../../data/prepare.ts';
import type { BuiltLayer } from '../../nn/network.ts';
import type { Experiment } from '../experiment.ts';
import { EVALUATION, probe } from '../probe.ts';
import { LiveChannels } from './live-channels.ts';

/** Channels (features, behind a linear layer) of one layer that are zero for every image looked at: they do nothing. */
export interface DeadChannels {
  readonly layer: string;
  readonly dead: number;
  readonly channels: number;
}

/** Images in a pass: their outputs are copied. */
const BATCH = 32;

/**
 * The dead channels of each ReLU.
 * @param most images, evenly from the whole part: data may be sorted by class.
 */
export function deadChannels(experiment: Experiment, { set, indices }: DataPart, most: number): DeadChannels[] {
  const count = Math.min(most, indices.length);
  const order = Uint32Array.from({ length: count }, (_, i) => indices[Math.floor((i * indices.length) / count)] as number);
  const relus = experiment.network.layers.filter(({ spec }) => spec.type === 'relu');
  const live = new Map<BuiltLayer, LiveChannels>(relus.map((layer) => [layer, new LiveChannels(layer.output[0] ?? 1)]));
  for (let from = 0; from < count && relus.length > 0; from += BATCH) {
    const examples = { set, order, from, to: Math.min(count, from + BATCH) };
    probe(experiment, examples, {
      mode: EVALUATION,
      observe: (layer, output) => live.get(layer)?.take(output, output.toArray()),
    });
  }
  return [...live].map(([{ name }, channels]) => ({ layer: name, dead: channels.dead, channels: channels.count }));
}
