import { Registry } from '../../base/registry.ts';
import { leakyReluLayer, reluLayer, sigmoidLayer, tanhLayer } from './activations.ts';
import { batchNorm1dLayer, batchNorm2dLayer } from './batch-norm.ts';
import { conv2dLayer } from './conv2d.ts';
import { dropoutLayer } from './dropout.ts';
import { flattenLayer } from './flatten.ts';
import { linearLayer } from './linear.ts';
import { avgPool2dLayer, globalAvgPoolLayer, maxPool2dLayer } from './pooling.ts';

export const layers = new Registry('layer', [
  conv2dLayer,
  linearLayer,
  reluLayer,
  leakyReluLayer,
  sigmoidLayer,
  tanhLayer,
  maxPool2dLayer,
  avgPool2dLayer,
  globalAvgPoolLayer,
  batchNorm1dLayer,
  batchNorm2dLayer,
  dropoutLayer,
  flattenLayer,
]);
