import { norm } from '../../base/norm.ts';
import { meanOf } from '../../base/statistics.ts';
import { parameterViews } from '../../train/parameter-views.ts';
import { probe, TRAINING } from '../../train/probe.ts';
import type { Check, Finding } from '../check.ts';
import { short } from '../numbers.ts';
import { batchesOf, LOOKING } from '../sample.ts';

/**
 * The pull of weight decay over that of the loss, in the first steps [ours]. Usual settings give 0.001 to 0.05; at 1 the
 * weights shrink faster than they learn.
 */
const STRONG = 0.3;
const OVERWHELMING = 1;
const SAMPLE = 128;

/** Switching regularisation on must raise the loss (cs231n), and should not drown it. */
export const regularizationCheck: Check = {
  id: 'regularization',
  title: 'regularisation',
  summary:
    'Step 1: the rise of the loss when regularisation is switched on, and the pull of weight decay against that of the loss.',
  run({ subject, firstSteps, limit }): Finding {
    const { configured, plain, config } = subject;
    if (plain === configured) {
      return {
        status: 'pass',
        expected: 'none is on',
        measured: 0,
        measuredText: 'none is on',
        key: ['optimizer', 'weightDecay'],
      };
    }
    const { weightDecay = 0, decay } = config.optimizer as { readonly weightDecay?: number; readonly decay?: string };
    const pairs = Array.from(limit.share(batchesOf(plain, plain.data.train, SAMPLE), LOOKING), (examples) =>
      [plain, configured].map((experiment) => probe(experiment, examples, { mode: TRAINING }).loss),
    );
    const [without, dataLoss] = [0, 1].map((which) => meanOf(pairs.map((pair) => pair[which] ?? Number.NaN))) as [number, number];
    const squares = parameterViews(plain).reduce((sum, { weights, isWeight }) => (isWeight ? sum + norm(weights) ** 2 : sum), 0);
    const penalty = 0.5 * weightDecay * squares;
    const withIt = dataLoss + penalty;
    const { weightNorm, updateNorm, gradientNorms, rate } = firstSteps;
    const pull =
      decay === 'decoupled' ? (rate * weightDecay * weightNorm) / updateNorm : (weightDecay * weightNorm) / meanOf(gradientNorms);
    const common = {
      expected: 'a rise that does not drown the loss',
      measured: withIt - without,
      measuredText: `${short(without, 4)} to ${short(withIt, 4)}`,
      key: ['optimizer', 'weightDecay'],
      details: { lossWithout: without, lossWith: withIt, penalty, weightDecay, pullOverGradient: weightDecay === 0 ? 0 : pull },
    };
    if (weightDecay === 0 || !(pull > STRONG)) return { ...common, status: 'pass' };
    return {
      ...common,
      status: pull > OVERWHELMING ? 'fail' : 'warn',
      reading: `Weight decay ${short(weightDecay)} pulls on the weights ${short(pull, 2)} times as strongly as the loss does: they would shrink rather than learn.`,
      fix: '--optimizer.weightDecay 1e-4',
    };
  },
};
