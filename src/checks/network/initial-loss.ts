import { Moments } from '../../base/statistics.ts';
import { countClasses, entropyOf } from '../../data/class-shares.ts';
import { probe, TRAINING } from '../../train/probe.ts';
import type { Check, Finding, Status } from '../check.ts';
import { short } from '../numbers.ts';
import { initOverrides, layerKey } from '../override.ts';
import { batchesOf, LOOKING } from '../sample.ts';

/** Examples looked at, in batches, so that a standard error can be told. */
const SAMPLE = 512;
/**
 * How far from chance is too far, as a fraction of it [ours]: logits of variance v add about v / 2 to log C. Xavier's initialisation of a
 * last layer gives up to v = 2, half of log 10. TheDeepChecker (2022) calls off by 100 % a failure, and so do we.
 */
const TOLERATED = 0.5;
/** The loss of who knows the shares of the classes, within this fraction, is a good start too; so is a sum in place of a mean, recognised. */
const NEAR = 0.2;
const WRONG = 1;
/** Standard errors that may be chance. */
const SURE = 3;

/** Step 1 of the recipe: without regularisation, an untrained network has the loss of pure chance. */
export const initialLossCheck: Check = {
  id: 'initialLoss',
  title: 'initial loss',
  summary:
    'Step 1: the loss before training against that of pure chance (log C for cross-entropy, C - 1 for a hinge loss), regularisation off.',
  run({ subject, limit }): Finding {
    const { plain: experiment, data } = subject;
    const { loss, network } = experiment;
    const classes = data.dataset.classes.length;
    const expected = loss.expectedInitialLoss(classes);
    const losses = new Moments();
    const logits = new Moments();
    let batch = 0;
    for (const examples of limit.share(batchesOf(experiment, data.train, SAMPLE), LOOKING)) {
      const result = probe(experiment, examples, { mode: TRAINING });
      losses.add(result.loss);
      logits.addAll(result.logits);
      batch ||= result.count;
    }
    const measured = losses.mean;
    const counts = countClasses(data.train, classes);
    const entropy = entropyOf(counts);
    const formula = loss.name === 'crossEntropy' ? ` (log ${classes})` : '';
    const last = network.layers.at(-1);
    const common = {
      expected,
      expectedText: `${short(expected, 5)}${formula}`,
      measured,
      // Of a single batch, what the mean is off by is not known.
      measuredText: losses.count < 2 ? short(measured, 5) : `${short(measured, 5)} ± ${short(losses.standardError, 2)}`,
      key: layerKey(subject.config, last?.path),
      details: {
        standardError: losses.standardError,
        batches: losses.count,
        logitDeviation: logits.deviation,
        classEntropy: entropy,
      },
    };
    const off = (measured - expected) / expected;
    const isClear = Math.abs(measured - expected) > SURE * losses.standardError;
    const verdict = (status: Status, reading: string, fix?: string): Finding => ({
      ...common,
      status,
      reading,
      ...(fix === undefined ? {} : { fix }),
    });
    if (!Number.isFinite(measured)) {
      return verdict(
        'fail',
        `The loss is ${measured} before anything was learned: inputs or initial weights are far too large, or the loss is wrong.`,
        '--data.normalization standard',
      );
    }
    if (measured < -1e-6) {
      return verdict(
        'fail',
        `The loss is negative, which ${loss.name} never is: its sign is flipped, and training would make the network worse.`,
        'minimise the loss itself, not its negative',
      );
    }
    if (Math.abs(off) <= TOLERATED || !isClear) return { ...common, status: 'pass' };
    // A network that starts from the shares of the classes is a good one too.
    if (loss.name === 'crossEntropy' && Math.abs(measured - entropy) <= NEAR * entropy) return { ...common, status: 'pass' };
    if (batch > 1 && Math.abs(measured / batch / expected - 1) < NEAR) {
      return verdict(
        'fail',
        `The loss is ${batch} times that of chance: it is summed over the batch where it should be averaged.`,
        'average the loss over the batch',
      );
    }
    if (off < 0) {
      return verdict(
        off < -0.5 ? 'fail' : 'warn',
        'The loss is below that of chance before anything was learned: the loss or the labels are not what they should be, or the weights are trained ones.',
      );
    }
    return verdict(
      off > WRONG ? 'fail' : 'warn',
      `The network starts out with wrong certainty (deviation of the outputs ${short(logits.deviation)}): its initial weights, or its inputs, are too large. The first epochs would only undo that.`,
      last === undefined || last.spec.init === 'auto'
        ? 'scale the initial weights, or the inputs, down'
        : initOverrides(subject.config, [last], 'auto'),
    );
  },
};
