import { Moments } from '../../base/statistics.ts';
import type { TimeLimit } from '../../base/time-limit.ts';
import type { DataPart } from '../../data/prepare.ts';
import type { BuiltLayer } from '../../nn/network.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Experiment } from '../../train/experiment.ts';
import { LiveChannels } from '../../train/inspection/live-channels.ts';
import { probe, TRAINING } from '../../train/probe.ts';
import { drawFrom, LOOKING } from '../sample.ts';

/** Images that go through the network, in batches of at most `BATCH`: each layer's output is copied. */
const IMAGES = 256;
const BATCH = 32;
/** Values of a layer that are looked at per batch, about: means do not need all of a million. */
const VALUES = 20_000;

/** What the outputs of one layer are like. */
export interface LayerMeasures {
  readonly name: string;
  readonly type: string;
  readonly mean: number;
  readonly deviation: number;
  /** Of ReLU: units (channels or features) that are zero everywhere, as a part of all. */
  readonly deadFraction: number | undefined;
  /** Of sigmoid and tanh: values within 3 % of an end of their range, as a part of all. */
  readonly saturatedFraction: number | undefined;
}

/** Sends images through the network in training mode, weights as they are, and measures what each layer gives. */
export function measureLayers(experiment: Experiment, part: DataPart, limit: TimeLimit): LayerMeasures[] {
  const order = drawFrom(part, IMAGES, experiment.config.seed, 'layers');
  const size = Math.min(Math.max(experiment.config.train.batchSize, 2), BATCH, order.length);
  const collected = new Map<BuiltLayer, Collector>();
  const starts = Array.from({ length: Math.floor(order.length / size) }, (_, i) => i * size);
  for (const from of limit.share(starts, LOOKING)) {
    probe(
      experiment,
      { set: part.set, order, from, to: from + size },
      {
        mode: TRAINING,
        observe: (layer, output) => {
          const collector = collected.get(layer) ?? new Collector(layer.spec.type, output.shape[1] ?? 1);
          collected.set(layer, collector);
          collector.take(output);
        },
      },
    );
  }
  return [...collected].map(([{ name, spec }, collector]) => ({ name, type: spec.type, ...collector.result }));
}

class Collector {
  readonly #type: string;
  readonly #moments = new Moments();
  readonly #live: LiveChannels;
  #saturated = 0;

  constructor(type: string, channels: number) {
    this.#type = type;
    this.#live = new LiveChannels(channels);
  }

  take(output: Tensor): void {
    const values = output.toArray();
    // A prime, so that not always the same channels and pixels are looked at.
    const stride = values.length > VALUES ? primeFrom(Math.floor(values.length / VALUES)) : 1;
    for (let i = 0; i < values.length; i += stride) {
      const value = values[i] as number;
      this.#moments.add(value);
      if (isSaturated(this.#type, value)) this.#saturated += 1;
    }
    if (this.#type === 'relu') this.#live.take(output, values);
  }

  get result() {
    const { mean, deviation, count } = this.#moments;
    const saturates = this.#type === 'sigmoid' || this.#type === 'tanh';
    return {
      ...{ mean, deviation },
      deadFraction: this.#type === 'relu' ? this.#live.dead / this.#live.count : undefined,
      saturatedFraction: saturates ? this.#saturated / count : undefined,
    };
  }
}

function isSaturated(type: string, value: number): boolean {
  if (type === 'tanh') return Math.abs(value) > 0.97;
  return type === 'sigmoid' && (value < 0.03 || value > 0.97);
}

function primeFrom(value: number): number {
  for (let candidate = Math.max(2, value); ; candidate++) {
    let isPrime = true;
    for (let d = 2; d * d <= candidate; d++) if (candidate % d === 0) isPrime = false;
    if (isPrime) return candidate;
  }
}
