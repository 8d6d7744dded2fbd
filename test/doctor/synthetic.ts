import { Random } from '../../src/base/random.ts';
import type { CurveLog, Series, SeriesName, TrainingSettings } from '../../src/curves/curve-log.ts';
import type { Shape } from '../../src/curves/doctor/reading.ts';

/**
 * Curves of a known shape with the noise, the lengths and the gaps of real logs. Each is drawn clear of what two experts would argue about:
 * the question is whether the doctor sees through the noise, the scale and what is not logged.
 */
export interface LabelledCurve {
  readonly name: string;
  readonly log: CurveLog;
  /** What it was made as, which must be told first. */
  readonly right: readonly Shape[];
  /** What is true of it as well. */
  readonly also: readonly Shape[];
}

/** A training without its noise: all by place, 0..1 of the training. Losses begin at 1, accuracies are on the way from chance (0) to perfect (1). */
interface Ideal {
  readonly loss: (at: number) => number;
  readonly valLoss: (at: number) => number;
  readonly accuracy: (at: number) => number;
  readonly valAccuracy: (at: number) => number;
  /** Of the highest. */
  readonly rate: (at: number) => number;
  readonly noise?: number;
  readonly updateRatio?: number;
  readonly also?: readonly Shape[];
  /** Where the loss is not finite from. */
  readonly nanFrom?: number;
}

class Draw {
  readonly #random: Random;
  constructor(seed: number, index: number) {
    this.#random = Random.derive(seed, 'synthetic curves', index);
  }
  unit(): number {
    return this.#random.uniform();
  }
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }
  /** Log-uniform. */
  scale(low: number, high: number): number {
    return low * (high / low) ** this.unit();
  }
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }
  chance(probability: number): boolean {
    return this.unit() < probability;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T;
  }
  normal(): number {
    return this.#random.normal();
  }
}

const decay = (tau: number) => (at: number) => Math.exp(-at / tau);
/** Falls like a power of the time, as large networks do. */
const power = (tau: number, exponent: number) => (at: number) => (1 + at / tau) ** -exponent;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const constant = () => 1;
const cosine = (at: number) => 0.5 * (1 + Math.cos(Math.PI * Math.min(1, at)));

/** Down to `floor`, fast at first. */
function fall(draw: Draw, floor: number, tau: number): (at: number) => number {
  const shape = draw.chance(0.6) ? decay(tau) : power(tau / 2, draw.between(1.5, 2.5));
  const end = shape(1);
  return (at) => floor + (1 - floor) * ((shape(at) - end) / (1 - end));
}

/** An accuracy that goes with a loss. */
const accuracyOf = (loss: (at: number) => number, floor: number, best: number) => (at: number) =>
  best * Math.max(0, Math.min(1, (1 - loss(at)) / (1 - floor))) ** 1.2;

function together(draw: Draw, loss: (at: number) => number, floor: number, best: number): Omit<Ideal, 'rate'> {
  const over = draw.between(1, 1.03);
  const gap = draw.between(-0.005, 0.008);
  const accuracy = accuracyOf(loss, floor, best);
  return { loss, valLoss: (at) => over * loss(at), accuracy, valAccuracy: (at) => Math.max(0, accuracy(at) - gap * at) };
}

const MAKERS: Readonly<Record<Exclude<Shape, 'inconclusive'>, (draw: Draw) => Ideal>> = {
  badInitialization(draw) {
    const middle = draw.between(0.15, 0.5);
    const width = middle * draw.between(0.04, 0.12);
    const floor = draw.between(0.05, 0.3);
    const bend = draw.between(0.8, 1.2);
    const loss = (at: number) => floor + (1 - floor) * (sigmoid((middle - at) / width) / sigmoid(middle / width)) ** bend;
    const best = draw.between(0.85, 0.97);
    return {
      ...together(draw, loss, floor, best),
      rate: draw.chance(0.7) ? constant : cosine,
      also: ['plateau', 'healthy', 'stillRising'],
    };
  },
  plateau(draw) {
    const floor = draw.between(0.1, 0.26);
    const loss = fall(draw, floor, draw.between(0.04, 0.1));
    return { ...together(draw, loss, floor, draw.between(0.85, 0.95)), rate: constant };
  },
  decayedTooEarly(draw) {
    const at0 = draw.between(0.12, 0.45);
    const tau = draw.between(0.35, 0.7);
    const factor = draw.pick([0.1, 0.05, 0.02, 0.01]);
    const slowed = (at: number) => (at < at0 ? at : at0 + (at - at0) * factor * 1.2);
    const loss = (at: number) => 0.05 + 0.95 * Math.exp(-slowed(at) / tau) * (at < at0 ? 1 : 0.985);
    const best = draw.between(0.85, 0.97);
    return { ...together(draw, loss, 0.05, best), rate: (at) => (at < at0 ? 1 : factor), also: ['underfitting'] };
  },
  stillRising(draw) {
    const tau = draw.between(0.3, 0.5);
    const floor = draw.between(0.05, 0.25);
    const loss = (at: number) => floor + (1 - floor) * Math.exp(-at / tau);
    const best = draw.between(0.9, 0.99);
    return { ...together(draw, loss, floor, best), rate: draw.chance(0.7) ? constant : (at) => 1 - 0.5 * at };
  },
  overfitting(draw) {
    const loss = fall(draw, draw.between(0.002, 0.05), draw.between(0.06, 0.15));
    const turn = draw.between(0.15, 0.45);
    const gap = draw.between(0.1, 0.3);
    const lowest = loss(turn) + gap * 0.8;
    const rise = draw.between(0.3, 1.5);
    const valLoss = (at: number) =>
      at < turn ? 1 + (lowest - 1) * ((1 - loss(at)) / (1 - loss(turn))) : lowest * (1 + (rise * (at - turn)) / (1 - turn));
    const accuracy = accuracyOf(loss, 0.002, draw.between(0.98, 1));
    const sinking = draw.between(0, 0.05);
    const valAccuracy = (at: number) => accuracy(Math.min(at, turn)) * (1 - gap) - sinking * Math.max(0, at - turn);
    return { loss, valLoss, accuracy, valAccuracy, rate: draw.chance(0.6) ? constant : cosine };
  },
  underfitting(draw) {
    const floor = draw.between(0.55, 0.8);
    const loss = fall(draw, floor, draw.between(0.12, 0.2));
    return {
      ...together(draw, loss, floor, draw.between(0.2, 0.6)),
      rate: draw.chance(0.5) ? constant : cosine,
      noise: draw.scale(0.005, 0.02),
      updateRatio: draw.scale(3e-4, 3e-3),
      also: ['plateau'],
    };
  },
  rateTooLow(draw) {
    const end = draw.between(0.3, 0.95);
    const bend = draw.between(0.8, 1.1);
    const loss = (at: number) => 1 - (1 - end) * at ** bend;
    const best = draw.between(0.4, 0.9) * (1 - end);
    return {
      ...together(draw, loss, end, best),
      rate: constant,
      noise: draw.scale(0.003, 0.03) + (1 - end) * 0.02,
      updateRatio: draw.scale(1e-6, 1e-4),
      also: ['underfitting'],
    };
  },
  rateTooHigh(draw) {
    const floor = draw.between(0.45, 0.85);
    const loss = fall(draw, floor, draw.between(0.005, 0.025));
    return {
      ...together(draw, loss, floor, draw.between(0.15, 0.5)),
      rate: constant,
      noise: draw.between(0.25, 0.5) * (1 - floor),
      updateRatio: draw.scale(2e-2, 0.5),
      also: ['underfitting'],
    };
  },
  rateVeryHigh(draw) {
    const from = draw.scale(0.005, 0.6);
    const falls = decay(draw.between(0.1, 0.3));
    const fails = draw.chance(0.5);
    const top = draw.scale(5, 1e6);
    const width = from * draw.between(0.05, 0.5);
    const loss = (at: number) => (at < from ? 0.3 + 0.7 * falls(at) : Math.min(top, 1 * Math.exp((at - from) / (width / 4))));
    return { ...together(draw, loss, 0.3, 0.5), rate: constant, ...(fails ? { nanFrom: Math.min(0.97, from + width) } : {}) };
  },
  healthy(draw) {
    const floor = draw.between(0.003, 0.06);
    const loss = fall(draw, floor, draw.between(0.05, 0.12));
    return {
      ...together(draw, loss, floor, draw.between(0.93, 0.995)),
      rate: draw.chance(0.8) ? cosine : (at) => (at < 0.6 ? 1 : 0.1),
    };
  },
};

export function syntheticCurves(seed: number, perShape: number): LabelledCurve[] {
  const shapes = [...Object.keys(MAKERS), 'inconclusive'] as Shape[];
  return shapes.flatMap((shape, s) =>
    Array.from({ length: perShape }, (_, i) => {
      const draw = new Draw(seed, 1000 * s + i);
      return shape === 'inconclusive' ? unclear(draw, i) : make(draw, shape, i);
    }),
  );
}

function make(draw: Draw, shape: Exclude<Shape, 'inconclusive'>, index: number): LabelledCurve {
  const ideal = MAKERS[shape](draw);
  const needsEpochs = ['overfitting', 'underfitting'].includes(shape);
  // Long and short, of steps and of epochs only, with and without a validation part.
  const byEpoch = shape !== 'badInitialization' && shape !== 'rateVeryHigh' && shape !== 'rateTooHigh' && draw.chance(0.25);
  const steps = byEpoch ? draw.whole(15, 80) : Math.round(draw.scale(200, 20_000));
  const epochs = byEpoch ? steps : draw.whole(5, 40);
  const log = write(draw, ideal, {
    ...{ name: `${shape}-${index}`, steps, epochs, byEpoch },
    hasValidation: needsEpochs || draw.chance(0.7) || shape === 'healthy',
    hasAccuracy: draw.chance(0.8),
    hasRate: shape === 'decayedTooEarly' || draw.chance(0.7),
    hasRatios: shape === 'rateTooHigh' || shape === 'underfitting' ? draw.chance(0.6) : false,
    noise: ideal.noise ?? draw.scale(0.005, byEpoch ? 0.03 : 0.25),
  });
  return { name: log.name, log, right: [shape], also: ideal.also ?? [] };
}

interface Writing {
  readonly name: string;
  readonly steps: number;
  readonly epochs: number;
  readonly byEpoch: boolean;
  readonly hasValidation: boolean;
  readonly hasAccuracy: boolean;
  readonly hasRate: boolean;
  readonly hasRatios: boolean;
  /** Of single losses, of the first loss. */
  readonly noise: number;
}

function write(draw: Draw, ideal: Ideal, writing: Writing): CurveLog {
  const { name, steps, epochs, byEpoch, hasValidation, hasAccuracy, hasRate, hasRatios, noise } = writing;
  const scale = draw.scale(0.01, 1000);
  const classes = draw.pick([2, 10, 10, 100]);
  const chance = 1 / classes;
  const persistence = draw.chance(0.3) ? draw.between(0.2, 0.6) : 0;
  const spikes = draw.chance(0.4) ? draw.scale(0.001, 0.01) : 0;
  let before = 0;
  const noisy = (level: number, deviation: number) => {
    before = persistence * before + Math.sqrt(1 - persistence ** 2) * draw.normal();
    const spike = draw.chance(spikes) ? draw.between(3, 12) * deviation : 0;
    // The noise of a batch falls with the loss, but not to nothing; losses are skewed and not negative.
    const size = deviation * Math.max(0.1, Math.min(1.2, Math.sqrt(Math.max(0, level))));
    return Math.max(level * 0.05, level + size * (before + 0.3 * (before ** 2 - 1))) + spike;
  };
  const places = Array.from({ length: steps }, (_, i) => i / Math.max(1, steps - 1));
  const ends = Array.from({ length: epochs }, (_, i) => (i + 1) / epochs);
  const loss = places.map((at) =>
    ideal.nanFrom !== undefined && at >= ideal.nanFrom ? Number.NaN : scale * noisy(ideal.loss(at), noise),
  );
  const small = noise / Math.sqrt(Math.max(4, steps / epochs));
  const examples = draw.scale(500, 10_000);
  const accuracy = (ideally: number) => {
    const p = Math.max(0, Math.min(1, chance + (1 - chance) * ideally));
    return Math.max(0, Math.min(1, p + draw.normal() * Math.sqrt((p * (1 - p)) / examples)));
  };
  const at = (place: number) => (byEpoch ? Math.round(place * (steps - 1)) + 1 : Math.max(1, Math.round(place * steps)));
  const list = (of: readonly number[], value: (place: number) => number): Series => ({
    at: Float64Array.from(of, at),
    values: Float64Array.from(of, value),
  });
  const evaluations = byEpoch ? places : ends;
  const wobble = (level: number) => scale * level * (1 + draw.normal() * Math.min(0.03, small + 0.004));
  const series: Partial<Record<SeriesName, Series>> = {
    [byEpoch ? 'trainLoss' : 'loss']: { at: Float64Array.from(places, at), values: Float64Array.from(loss) },
    ...(byEpoch ? {} : { trainLoss: list(ends, (place) => wobble(ideal.loss(Math.max(0, place - 0.5 / epochs)))) }),
    ...(hasValidation ? { valLoss: list(evaluations, (place) => wobble(ideal.valLoss(place))) } : {}),
    ...(hasAccuracy ? { trainAccuracy: list(evaluations, (place) => accuracy(ideal.accuracy(place))) } : {}),
    ...(hasAccuracy && hasValidation ? { valAccuracy: list(evaluations, (place) => accuracy(ideal.valAccuracy(place))) } : {}),
    ...(hasRate ? { learningRate: list(places, (place) => 0.01 * ideal.rate(place)) } : {}),
    ...(hasRatios && ideal.updateRatio !== undefined
      ? { updateRatio: list(ends, () => (ideal.updateRatio as number) * Math.exp(0.2 * draw.normal())) }
      : {}),
  };
  const isOurs = hasRate && hasAccuracy && draw.chance(0.5);
  return {
    name,
    unit: byEpoch ? 'epoch' : 'step',
    series,
    isRunning: false,
    settings: isOurs ? settings(classes, epochs, ideal) : undefined,
    notes: [],
  };
}

function settings(classes: number, epochs: number, { rate }: Ideal): TrainingSettings {
  const schedule = rate(1) === 1 ? 'constant' : 'cosine';
  return {
    classes,
    chanceLoss: undefined,
    optimizer: 'sgd',
    learningRate: 0.01,
    weightDecay: 0,
    schedule,
    epochs,
    steps: undefined,
    hasAugmentation: false,
    hasDropout: false,
  };
}

/** Too short, or nothing but noise. */
function unclear(draw: Draw, index: number): LabelledCurve {
  const isShort = draw.chance(0.5);
  const ideal: Ideal = isShort
    ? MAKERS.healthy(draw)
    : { loss: () => 1, valLoss: () => 1, accuracy: () => 0, valAccuracy: () => 0, rate: constant };
  const log = write(draw, ideal, {
    ...{ name: `inconclusive-${index}`, steps: isShort ? draw.whole(1, 4) : draw.whole(8, 60), epochs: 1, byEpoch: isShort },
    ...{ hasValidation: false, hasAccuracy: false, hasRate: draw.chance(0.5), hasRatios: false, noise: draw.between(0.1, 0.5) },
  });
  // A loss that does not go down within so few steps may be a low rate.
  return { name: log.name, log, right: ['inconclusive'], also: isShort ? [] : ['rateTooLow'] };
}
