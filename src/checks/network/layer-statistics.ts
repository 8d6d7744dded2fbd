import { percent } from '../../base/format.ts';
import { median } from '../../base/median.ts';
import type { Check, CheckResult, Finding } from '../check.ts';
import type { CheckContext } from '../context.ts';
import { short } from '../numbers.ts';
import type { FirstStepsOf } from './first-steps.ts';
import { type LayerMeasures, measureLayers } from './layer-measures.ts';

/** "Over half of a layer's ReLUs dead": SageMaker Debugger, rule DyingRelu; nine tenths leave nothing to work with [ours]. */
const DEAD_WARN = 0.5;
const DEAD_FAIL = 0.9;
const SATURATED = { warn: 0.5, fail: 0.9 };
/** Deviations of activations that no usual initialisation gives [ours]; TheDeepChecker's 0.5 to 2 is too narrow for sigmoids. */
const LARGE = 30;
const SMALL = 1e-3;
const AT_START = { saturated: SATURATED, large: LARGE };
/** Training drives values to the ends and activations up by itself, on a small sample all the more. */
const AFTER_TRAINING = { saturated: { warn: 0.9, fail: 0.98 }, large: 1000 };
/** Update-to-weight ratios outside of these in most layers [ours], the last not counted, which starts small: about 1e-3 is usual (cs231n), TheDeepChecker takes 1e-4 to 1e-1. */
const SLOW_UPDATES = 1e-6;
const FAST_UPDATES = 0.3;

/** A line of the table of layers. */
export interface LayerStatistics extends LayerMeasures {
  readonly gradientNorm: number | undefined;
  readonly weightNorm: number | undefined;
  /** Median over the first steps. */
  readonly updateRatio: number | undefined;
}

/** Activations, gradients and updates of each layer before training. */
export const layerStatisticsCheck: Check = {
  id: 'layerStatistics',
  title: 'layers at the start',
  summary:
    'Mean and deviation of activations, dead units, saturation, gradients and update-to-weight ratios of each layer at initialisation.',
  run(context): Finding {
    return judge(statisticsOf(context), AT_START);
  },
};

/** The same with the weights that fitted the sample. */
export const trainedLayersCheck: Check = {
  id: 'trainedLayers',
  title: 'layers after the overfit',
  summary: 'Activations, dead units and saturation of each layer with the weights that fitted the small sample.',
  trains: true,
  async run({ overfit: fitted, limit }): Promise<Finding> {
    const overfit = await fitted;
    if (overfit.winner === undefined) {
      return {
        status: 'inconclusive',
        expected: 'units that work',
        measured: 'nothing',
        reading: 'The sample was not fitted, so the layers are not what training makes of them.',
        key: ['model'],
      };
    }
    const layers = measureLayers(overfit.experiment, overfit.sample, limit).map((layer) => ({
      ...layer,
      gradientNorm: undefined,
      weightNorm: undefined,
      updateRatio: undefined,
    }));
    return judge(layers, AFTER_TRAINING);
  },
};

/** The table of layers that a finding carries, for showing it. */
export function layersIn({ details }: CheckResult): readonly LayerStatistics[] | undefined {
  return details?.layers as readonly LayerStatistics[] | undefined;
}

function statisticsOf({ subject, firstSteps, limit }: CheckContext): LayerStatistics[] {
  const weightsOf = (name: string): FirstStepsOf | undefined =>
    firstSteps.parameters.find(({ layer, isWeight }) => layer === name && isWeight);
  return measureLayers(subject.plain, subject.data.train, limit).map((layer) => {
    const weights = weightsOf(layer.name);
    return {
      ...layer,
      gradientNorm: weights?.gradientNorms[0],
      weightNorm: weights?.weightNorm,
      updateRatio: weights === undefined || weights.weightNorm === 0 ? undefined : median(weights.updateRatios),
    };
  });
}

function judge(layers: readonly LayerStatistics[], bounds: typeof AT_START): Finding {
  // The last layer gives logits, which are meant to start small.
  const inner = layers.slice(0, -1);
  const worst = (key: 'deadFraction' | 'saturatedFraction') =>
    layers.reduce((a, b) => ((b[key] ?? 0) > (a[key] ?? 0) ? b : a), layers[0] as LayerStatistics);
  const common = {
    expected: 'activations of about 1, units that work, updates of about 1e-3 of the weights',
    expectedText: 'activations near 1, units alive',
    measured: textOf(inner),
    key: ['model'],
    details: { layers },
  };
  const dead = worst('deadFraction');
  if ((dead.deadFraction ?? 0) > DEAD_WARN) {
    return {
      ...common,
      status: (dead.deadFraction ?? 0) > DEAD_FAIL ? 'fail' : 'warn',
      reading: `${percent(dead.deadFraction ?? 0, 0)} of the units of layer ${dead.name} (${dead.type}) are zero for every image: they are dead, and get no gradient.`,
      fix: 'a lower learning rate, init: auto, normalised inputs, or leakyRelu',
    };
  }
  const saturated = worst('saturatedFraction');
  if ((saturated.saturatedFraction ?? 0) > bounds.saturated.warn) {
    return {
      ...common,
      status: (saturated.saturatedFraction ?? 0) > bounds.saturated.fail ? 'fail' : 'warn',
      reading: `${percent(saturated.saturatedFraction ?? 0, 0)} of the values of layer ${saturated.name} (${saturated.type}) are at an end of its range, where its slope is next to zero: its inputs are too large.`,
      fix: 'init: xavierNormal in the layer before it, normalised inputs, or batch normalisation',
    };
  }
  const large = inner.find(({ deviation }) => deviation > bounds.large);
  if (large !== undefined) {
    return {
      ...common,
      status: 'warn',
      reading: `The outputs of layer ${large.name} (${large.type}) have deviation ${short(large.deviation)}: initial weights or inputs are too large.`,
      fix: 'init: auto, and --data.normalization standard',
    };
  }
  const small = inner.find(({ deviation }) => !(deviation > SMALL));
  if (small !== undefined) {
    return {
      ...common,
      status: 'warn',
      reading: `The outputs of layer ${small.name} (${small.type}) hardly differ from each other (deviation ${short(small.deviation)}): what the image shows is lost there.`,
      fix: 'init: auto, batch normalisation, or fewer layers',
    };
  }
  return { ...common, ...judgeUpdates(inner) };
}

function judgeUpdates(layers: readonly LayerStatistics[]): Pick<Finding, 'status' | 'reading' | 'fix' | 'key'> {
  const ratios = layers.flatMap(({ updateRatio }) => (updateRatio !== undefined && updateRatio > 0 ? [updateRatio] : []));
  if (ratios.length === 0) return { status: 'pass' };
  const typical = median(ratios);
  const key = ['optimizer', 'lr'];
  if (typical > FAST_UPDATES) {
    return {
      status: 'warn',
      key,
      reading: `A step changes the weights by ${short(typical)} of their size; about 0.001 is usual: the learning rate is too high.`,
      fix: 'find a lower one: cnn-run find-lr',
    };
  }
  if (typical < SLOW_UPDATES) {
    return {
      status: 'warn',
      key,
      reading: `A step changes the weights by ${short(typical)} of their size only; about 0.001 is usual: the learning rate is too low, or gradients are cut off (clipping).`,
      fix: 'find a higher one: cnn-run find-lr',
    };
  }
  return { status: 'pass' };
}

function textOf(inner: readonly LayerStatistics[]): string {
  const deviations = inner.map(({ deviation }) => deviation).filter((value) => !Number.isNaN(value));
  const dead = Math.max(0, ...inner.map(({ deadFraction }) => deadFraction ?? 0));
  if (deviations.length === 0) return 'a single layer';
  return `deviations ${short(Math.min(...deviations), 2)} to ${short(Math.max(...deviations), 2)}, ${percent(dead, 0)} dead`;
}
