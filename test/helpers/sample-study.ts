import { Random } from '../../src/base/random.ts';
import type { DimensionDescription, Params, ParamValue } from '../../src/records/study/description.ts';
import type { RepeatRecord, StudyHeader, TrialRecord } from '../../src/records/study/trial-record.ts';
import type { StudyView } from '../../src/report/study-view.ts';

/** A learning rate that matters much, a weight decay and a momentum that matter little, a choice. */
export const sampleSpace: readonly DimensionDescription[] = [
  { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 1 },
  { key: 'optimizer.weightDecay', type: 'choice', values: [0, 1e-5, 1e-4] },
  { key: 'optimizer.type', type: 'choice', values: ['sgd', 'adam'] },
  { key: 'optimizer.momentum', type: 'uniform', low: 0.5, high: 0.99, when: { 'optimizer.type': ['sgd'] } },
  { key: 'model.0.channels', type: 'integer', low: 4, high: 32, step: 4 },
];

export const sampleHeader: StudyHeader = {
  ...{ version: 1, config: 'mnist', seed: 7, metric: 'valAccuracy', space: sampleSpace, epochs: 5 },
  ...{ sampler: { type: 'random' }, pruner: { type: 'median', startupTrials: 4 }, fingerprint: 'f', identity: 'i' },
};

interface SampleOptions {
  readonly trials?: number;
  readonly header?: Partial<StudyHeader>;
  readonly view?: Partial<StudyView>;
}

/** A random search made of formulas: a rate of 0.03 is best, above 0.5 trials diverge, the third that look worst are pruned. */
export function sampleStudy({ trials: count = 24, header: changes = {}, view = {} }: SampleOptions = {}): StudyView {
  const header = { ...sampleHeader, ...changes };
  const trials = Array.from({ length: count }, (_, index) => sampleTrial(index, header));
  const repeats = trials.length < 4 ? [] : [1, 2, 3].flatMap((of) => [0, 1, 2, 3, 4].map((seed) => sampleRepeat(of, seed)));
  return {
    study: { name: 'mnist-sweep-001', path: 'runs/mnist-sweep-001', header, trials, repeats },
    ...{ isRunning: false, importance: undefined, edges: [], repeats: undefined, notes: [] },
    ...view,
  };
}

/** What an analysis might say of the sample study. */
export const sampleAnalysis: Pick<StudyView, 'importance' | 'edges' | 'repeats'> = {
  importance: {
    ...{ method: 'forest', trials: 24 },
    keys: [
      { key: 'optimizer.lr', share: 0.71, deviation: 0.06 },
      { key: 'model.0.channels', share: 0.12, deviation: 0.05 },
      { key: 'optimizer.weightDecay', share: 0.02, deviation: 0.02 },
      { key: 'optimizer.momentum', share: 0.01, deviation: 0.02 },
      { key: 'optimizer.type', share: 0.004, deviation: 0.01 },
    ],
    unexplained: 0.136,
  },
  edges: [
    {
      key: 'model.0.channels',
      text: 'The best trials have the most channels of the range (32): more may be better still.',
      override: '--space model.0.channels=int:4..64/4',
    },
  ],
  repeats: {
    trials: [
      { of: 1, values: [0.981, 0.983, 0.979, 0.982, 0.984], mean: 0.9818, deviation: 0.0019, interval: [0.9794, 0.9842] },
      { of: 2, values: [0.98, 0.982, 0.979, 0.983, 0.981], mean: 0.981, deviation: 0.0016, interval: [0.979, 0.983] },
      { of: 3, values: [0.972, 0.97, 0.971, 0.974, 0.969], mean: 0.9712, deviation: 0.0019, interval: [0.9688, 0.9736] },
    ].map((trial, i) => ({ ...trial, interval: trial.interval as [number, number], isWorse: [undefined, false, true][i] })),
    statements: ['Trials 1 and 2 cannot be told apart.', 'Trial 3 is worse than trial 1 by more than chance (p = 0.002).'],
  },
};

function sampleTrial(index: number, header: StudyHeader): TrialRecord {
  const random = Random.derive(header.seed, 'sample', index);
  const params = sampleParams(header.space, random);
  const lr = params['optimizer.lr'];
  const rate = typeof lr === 'number' ? lr : 0.03;
  const common = { index, params, run: `trials/${String(index).padStart(4, '0')}`, steps: 0, seconds: 4 + random.uniform() };
  if (rate > 0.5) {
    return {
      ...{ ...common, state: 'diverged', valAccuracy: undefined, valLoss: undefined, values: [], epochs: 0, steps: 17 + index },
      reason: `the loss was NaN after ${17 + index} steps`,
    };
  }
  const width = Number(params['model.0.channels'] ?? 16);
  const miss = 0.01 + 0.02 * (Math.log10(rate) + 1.5) ** 2 + 0.002 * random.normal() - width / 8000;
  const values = Array.from({ length: header.epochs }, (_, epoch) => {
    const accuracy = 1 - Math.max(0.004, miss) * (1 + 3 / (1 + epoch)) - 0.002 * random.uniform();
    return header.metric === 'valAccuracy' ? accuracy : 4 * (1 - accuracy);
  });
  const isPruned = header.pruner.type !== 'none' && index > 3 && miss > 0.05;
  const done = isPruned ? values.slice(0, 2) : values;
  const accuracies = header.metric === 'valAccuracy' ? done : done.map((value) => 1 - value / 4);
  const best = Math.max(...accuracies);
  return {
    ...{ ...common, state: isPruned ? 'pruned' : 'completed', valAccuracy: best, valLoss: 4 * (1 - best) },
    ...{ values: done, epochs: done.length, steps: 860 * done.length },
    reason: isPruned
      ? `its accuracy of ${(100 * best).toFixed(2)} % is below the median of ${index} trials after epoch 2`
      : undefined,
  };
}

function sampleParams(space: readonly DimensionDescription[], random: Random): Params {
  const params: Record<string, ParamValue> = {};
  for (const dimension of space) {
    const u = random.uniform();
    const conditions = Object.entries(dimension.when ?? {});
    if (!conditions.every(([key, values]) => values.some((value) => value === params[key]))) continue;
    params[dimension.key] = valueAt(dimension, u);
  }
  return params;
}

function valueAt(dimension: DimensionDescription, u: number): ParamValue {
  if (dimension.type === 'choice') return dimension.values[Math.floor(u * dimension.values.length)] ?? null;
  const { low, high, step } = dimension;
  if (dimension.type === 'logUniform') return Number((low * (high / low) ** u).toPrecision(4));
  if (dimension.type === 'uniform') return Number((low + u * (high - low)).toPrecision(4));
  return low + (step ?? 1) * Math.floor(u * ((high - low) / (step ?? 1) + 1));
}

function sampleRepeat(of: number, seed: number): RepeatRecord {
  const accuracy = 0.98 - 0.004 * of + 0.001 * seed;
  return {
    ...{ of, seed, state: 'completed', valAccuracy: accuracy, valLoss: 4 * (1 - accuracy), values: [accuracy], epochs: 5 },
    ...{ steps: 4300, seconds: 4, reason: undefined, run: `repeats/${String(of).padStart(4, '0')}-seed-${seed}` },
  };
}
