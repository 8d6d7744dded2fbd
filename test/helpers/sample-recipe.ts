import { Random } from '../../src/base/random.ts';
import type {
  BestTrial,
  CurvesEvidence,
  FinalRecord,
  RecipeRecord,
  SearchEvidence,
  StepCheck,
  StepRecord,
} from '../../src/records/recipe/recipe-record.ts';
import type { DimensionDescription } from '../../src/records/study/description.ts';
import { bestTrial } from '../../src/records/study/ranking.ts';
import type { StudyRecord, TrialRecord } from '../../src/records/study/trial-record.ts';
import type { RecipeView } from '../../src/report/recipe-view.ts';
import { sampleLog } from './sample-report.ts';
import { sampleHeader } from './sample-study.ts';

const check: StepCheck = {
  ...{ id: 'initialLoss', title: 'initial loss', status: 'pass', expected: '2.3026 (log 10)', measured: '2.3041' },
  ...{ reading: undefined, fix: undefined },
};

const initialLoss: StepRecord = {
  ...{ step: 1, name: 'initialLoss', round: 0, status: 'passed', advice: undefined, seconds: 0.8 },
  decision: 'The initial loss is 2.3041, where log(10) is 2.3026. With regularisation it is higher, as it must be.',
  evidence: {
    kind: 'initialLoss',
    checks: [check, { ...check, id: 'regularisation', title: 'regularisation', expected: 'above 2.3041', measured: '2.3127' }],
  },
};

const overfitSample: StepRecord = {
  ...{ step: 2, name: 'overfitSample', round: 0, status: 'passed', advice: undefined, seconds: 2.4 },
  decision: '320 images are learnt by heart after 140 steps, at a learning rate of 0.01.',
  evidence: {
    ...{ kind: 'overfitSample', examples: 320 },
    checks: [{ ...check, id: 'overfit', title: 'overfit a sample', expected: '100 %', measured: '100 % after 140 steps' }],
    attempts: [
      {
        ...{ learningRate: 0.001, init: undefined, steps: 200, accuracy: 0.873, firstLoss: 2.31, lastLoss: 0.41 },
        succeeded: false,
      },
      { ...{ learningRate: 0.01, init: undefined, steps: 140, accuracy: 1, firstLoss: 2.31, lastLoss: 0.013 }, succeeded: true },
    ],
  },
};

function ratesOf(chanceLoss: number, steps: number) {
  const at = (learningRate: number, fall: number, verdict: string) => {
    const random = Random.derive(3, 'rate', Math.round(1e6 * learningRate));
    const losses = Array.from({ length: steps }, (_, i) => {
      if (verdict === 'explodes') return i < 20 ? chanceLoss * 1.3 ** i : Number.NaN;
      return chanceLoss * (1 - fall * (1 - 0.97 ** i)) * (0.95 + 0.1 * random.uniform());
    });
    return { learningRate, firstLoss: chanceLoss, lastLoss: chanceLoss * (1 - fall), verdict, losses };
  };
  return [
    at(1e-4, 0.05, 'too low'),
    at(1e-3, 0.55, 'good'),
    at(1e-2, 0.87, 'good'),
    at(3.2e-2, 0.84, 'good'),
    at(1e-1, 0.1, 'too high'),
    at(1, -40, 'explodes'),
  ];
}

function rangeOf(chanceLoss: number) {
  const rates = Array.from({ length: 120 }, (_, i) => 1e-6 * 10 ** ((7 * i) / 119));
  const smoothed = rates.map(
    (rate) => chanceLoss * (1 - 0.85 / (1 + (3e-3 / rate) ** 1.5)) + (rate > 0.3 ? 20 * (rate - 0.3) : 0),
  );
  const random = Random.derive(4, 'range');
  const losses = smoothed.map((loss) => loss * (0.94 + 0.12 * random.uniform()));
  return { rates, losses, smoothed, steepest: 0.0033, valley: 0.0071 };
}

const learningRate: StepRecord = {
  ...{ step: 3, name: 'learningRate', round: 0, status: 'passed', advice: undefined, seconds: 6.3 },
  decision: 'At a learning rate of 0.01 the loss falls by 87 % within 100 steps; from 0.001 to 0.032 it falls well.',
  evidence: {
    ...{ kind: 'learningRate', suggested: 0.01, window: [0.001, 0.032], configured: 0.001, steps: 100, weightDecay: 1e-4 },
    ...{ chanceLoss: Math.LN10, rates: ratesOf(Math.LN10, 100), rangeTest: rangeOf(Math.LN10) },
  },
};

const coarseSpace: readonly DimensionDescription[] = [
  { key: 'optimizer.lr', type: 'choice', values: [0.001, 0.0032, 0.01, 0.032] },
  { key: 'optimizer.weightDecay', type: 'choice', values: [1e-4, 1e-5, 0] },
];

const refinedSpace = (low: number, high: number): readonly DimensionDescription[] => [
  { key: 'optimizer.lr', type: 'logUniform', low, high },
  { key: 'optimizer.weightDecay', type: 'choice', values: [3e-4, 1e-4, 3e-5, 1e-5, 0] },
];

/** Trials made of a formula: a rate of 0.012 with a decay of 1e-4 is best. */
function sampleSearch(name: string, space: readonly DimensionDescription[], count: number, epochs: number): StudyRecord {
  const trials = Array.from({ length: count }, (_, index): TrialRecord => {
    const random = Random.derive(11, name, index);
    const params = Object.fromEntries(
      space.map((dimension, i) => {
        if (dimension.type !== 'choice') {
          return [dimension.key, Number((dimension.low * (dimension.high / dimension.low) ** random.uniform()).toPrecision(4))];
        }
        const { values } = dimension;
        const first = space[0]?.type === 'choice' ? (space[0]?.values.length ?? 1) : 1;
        const at = i === 0 ? index % values.length : Math.floor(index / first) % values.length;
        return [dimension.key, values[at] ?? null];
      }),
    );
    const rate = Number(params['optimizer.lr']);
    const decay = Number(params['optimizer.weightDecay']);
    const miss = 0.011 + 0.02 * Math.log10(rate / 0.012) ** 2 + 0.0008 * Math.abs(Math.log10((decay + 1e-6) / 1e-4));
    const values = Array.from({ length: epochs }, (_, i) => 1 - (miss + 0.0006 * random.uniform()) * (1 + 2 / (1 + i)));
    const isPruned = index % 5 === 4;
    const done = isPruned ? values.slice(0, Math.ceil(epochs / 3)) : values;
    const best = Math.max(...done);
    return {
      ...{ index, params, state: isPruned ? 'pruned' : 'completed', values: done, epochs: done.length, steps: 430 * done.length },
      ...{
        valAccuracy: best,
        valLoss: 3.3 * (1 - best),
        seconds: 2.1 * done.length,
        run: `trials/${String(index).padStart(4, '0')}`,
      },
      reason: isPruned
        ? `its accuracy of ${(100 * best).toFixed(2)} % is below the median after epoch ${done.length}`
        : undefined,
    };
  });
  const header = { ...sampleHeader, space, epochs, sampler: { type: name.startsWith('coarse') ? 'grid' : 'local' } };
  return { name, path: `runs/mnist-recipe-001/studies/${name}`, header, trials, repeats: [] };
}

function searchOf({ name, header, trials }: StudyRecord, edges: readonly string[] = []): SearchEvidence {
  const best = bestTrial(trials, 'valAccuracy');
  const counted = (state: string) => trials.filter((trial) => trial.state === state).length;
  return {
    ...{ kind: 'search', study: `studies/${name}`, sampler: header.sampler, space: header.space, trials: trials.length },
    ...{ epochs: header.epochs, limitTrain: name === 'coarse' ? 20_000 : undefined, edges },
    counts: { completed: counted('completed'), pruned: counted('pruned'), diverged: counted('diverged'), failed: 0 },
    best: best && {
      ...{ index: best.index, params: best.params, valAccuracy: best.valAccuracy ?? 0, valLoss: best.valLoss },
      run: `studies/${name}/${best.run}`,
    },
  };
}

const studies = {
  coarse: sampleSearch('coarse', coarseSpace, 12, 1),
  first: sampleSearch('refined-1', refinedSpace(0.004, 0.032), 10, 6),
  second: sampleSearch('refined-2', refinedSpace(0.007, 0.02), 10, 10),
};

function searchStep(step: 4 | 5, round: number, study: StudyRecord, edges: readonly string[] = []): StepRecord {
  const evidence = searchOf(study, edges);
  const { best } = evidence;
  return {
    ...{ step, name: step === 4 ? 'coarseSearch' : 'refinedSearch', round, status: edges.length > 0 ? 'warned' : 'passed' },
    decision: `The best of ${evidence.trials} trials has a learning rate of ${best?.params['optimizer.lr']} and a weight decay of ${best?.params['optimizer.weightDecay']}: ${(100 * (best?.valAccuracy ?? 0)).toFixed(2)} % of the validation images are right.`,
    ...{ advice: edges.length > 0 ? 'Widen the range.' : undefined, evidence, seconds: step === 4 ? 24 : 55 },
  };
}

function curvesStep(round: number, best: BestTrial | undefined): StepRecord {
  const readings: CurvesEvidence['readings'] = [
    {
      ...{ shape: 'stillRising', title: 'still rising', confidence: 0.86 },
      ...{ meaning: 'Both accuracies still rise at the end.', advice: 'Train longer.' },
    },
  ];
  return {
    ...{ step: 6, name: 'learningCurves', round, status: 'passed', advice: undefined, seconds: 0.2 },
    decision: 'The accuracy still rises at the end: the next round trains longer.',
    evidence: { kind: 'learningCurves', run: best?.run ?? 'studies/refined-1/trials/0000', readings },
  };
}

function againStep(round: number, gain: number, goesOn: boolean): StepRecord {
  const because = goesOn ? 'worth another round' : 'gain below the noise';
  return {
    ...{ step: 7, name: 'again', round, status: 'passed', advice: undefined, seconds: 0 },
    decision: `This round gained ${(100 * gain).toFixed(2)} points, and two seeds differ by 0.11: ${because}.`,
    evidence: {
      kind: 'again',
      gain,
      gainOfLength: round === 1 ? 0.021 : undefined,
      noise: 0.0011,
      noiseFrom: 'seeds',
      goesOn,
      because,
    },
  };
}

export const sampleFinal: FinalRecord = {
  ...{ run: 'final', epochs: 14, schedule: 'cosine', params: { 'optimizer.lr': 0.0121, 'optimizer.weightDecay': 1e-4 } },
  ...{ valAccuracy: 0.9914, testAccuracy: 0.9921, testLoss: 0.0264, seconds: 31 },
};

const begin = [initialLoss, overfitSample, learningRate, searchStep(4, 0, studies.coarse)];
const roundOf = (
  round: number,
  study: StudyRecord,
  gain: number,
  goesOn: boolean,
  edges: readonly string[] = [],
): StepRecord[] => [searchStep(5, round, study, edges), curvesStep(round, searchOf(study).best), againStep(round, gain, goesOn)];

/** A recipe that went through: two rounds, and a final training with test images. */
export const completeRecipe: RecipeRecord = {
  ...{ version: 1, name: 'mnist-recipe-001', config: 'mnist', file: 'configs/mnist.yaml', identity: 'i' },
  ...{ budgetSeconds: 180, seconds: 176.4, workers: 2, status: 'completed', testAccuracy: sampleFinal.testAccuracy },
  plan: [
    { what: 'steps 1 to 3', seconds: 12, plan: 'checks, six learning rates of 100 steps' },
    { what: 'coarse search', seconds: 25, plan: '12 trials of 1 epoch of 20,000 images on 2 workers' },
    { what: 'refined search', seconds: 105, plan: '2 rounds of 10 trials of 6 to 10 epochs on 2 workers' },
    { what: 'final training', seconds: 33, plan: '14 epochs and the test images' },
  ],
  steps: [
    ...begin,
    ...roundOf(1, studies.first, 0.0042, true, ['optimizer.weightDecay: the best value, 0.0003, is the highest of its range']),
    ...roundOf(2, studies.second, 0.0006, false),
  ],
  decided: { 'studies/coarse': { trials: 12, epochs: 1, limitTrain: 20_000 }, final: { trials: 1, epochs: 14 } },
  final: sampleFinal,
};

/** One that stopped at step 2. */
export const stoppedRecipe: RecipeRecord = {
  ...{ ...completeRecipe, status: 'stopped', final: undefined, testAccuracy: undefined, seconds: 4.1 },
  steps: [
    initialLoss,
    {
      ...{ ...overfitSample, status: 'failed' },
      decision: 'The network does not learn 320 images by heart: 31.2 % after 200 steps at the best of three learning rates.',
      advice: 'The loss stays where chance has it. Try: --model.4.rate 0',
      evidence: {
        ...{ kind: 'overfitSample', examples: 320 },
        checks: [
          {
            ...{ ...check, id: 'overfit', title: 'overfit a sample', status: 'fail', expected: '100 %', measured: '31.2 %' },
            ...{ reading: 'The loss stays where chance has it.', fix: '--model.4.rate 0' },
          },
        ],
        attempts: [0.001, 0.01, 0.1].map((rate, i) => ({
          ...{ learningRate: rate, init: i === 2 ? 'kaimingUniform' : undefined, steps: 200, accuracy: 0.112 + 0.1 * i },
          ...{ firstLoss: 2.3, lastLoss: rate > 0.05 ? Number.NaN : 2.1, succeeded: false },
        })),
      },
    },
  ],
};

/** One that was interrupted in the refined search of its second round. */
export const interruptedRecipe: RecipeRecord = {
  ...{ ...completeRecipe, status: 'interrupted', final: undefined, testAccuracy: undefined, seconds: 108 },
  steps: completeRecipe.steps.filter(({ round }) => round < 2),
};

/** What a page about a recipe is made of. */
export function sampleRecipe(record: RecipeRecord = completeRecipe): RecipeView {
  const known = new Map([
    ['studies/coarse', studies.coarse],
    ['studies/refined-1', studies.first],
    ['studies/refined-2', studies.second],
  ]);
  const used = record.steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [evidence.study] : []));
  const looked = record.steps.flatMap(({ evidence }) => (evidence?.kind === 'learningCurves' ? [evidence.run] : []));
  const runs = record.final === undefined ? looked : [...looked, record.final.run];
  return {
    ...{ record, path: 'runs/mnist-recipe-001' },
    studies: new Map([...known].filter(([name]) => used.includes(name))),
    curves: new Map(runs.map((run) => [run, sampleLog(400, run)])),
    bestConfig:
      record.final === undefined ? undefined : 'name: mnist\noptimizer:\n  type: adam\n  lr: 0.0121\n  weightDecay: 0.0001\n',
  };
}
