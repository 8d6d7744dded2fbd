import { choice } from '../../base/choice.ts';
import { Registry } from '../../base/registry.ts';
import type { LayerEntry } from '../layer.ts';
import { leakyReluLayer, reluLayer, sigmoidLayer, tanhLayer } from './activations.ts';
import { batchNorm1dLayer, batchNorm2dLayer } from './batch-norm.ts';
import { conv2dLayer } from './conv2d.ts';
import { dropoutLayer } from './dropout.ts';
import { flattenLayer } from './flatten.ts';
import { linearLayer } from './linear.ts';
import { nameOption } from './options.ts';
import { avgPool2dLayer, globalAvgPoolLayer, maxPool2dLayer } from './pooling.ts';
import { residualLayer } from './residual.ts';
import { softmaxLayer } from './softmax.ts';

export const layers: Registry<LayerEntry> = new Registry<LayerEntry>('layer', [
  conv2dLayer,
  linearLayer,
  reluLayer,
  leakyReluLayer,
  sigmoidLayer,
  tanhLayer,
  softmaxLayer,
  maxPool2dLayer,
  avgPool2dLayer,
  globalAvgPoolLayer,
  batchNorm1dLayer,
  batchNorm2dLayer,
  dropoutLayer,
  flattenLayer,
  residualLayer(() => layerSchema),
]);

/** A layer as a user writes it: its options, its name, or the bare type. The output is complete. */
export const layerSchema = choice(layers, { key: 'type', shared: { name: nameOption } });
