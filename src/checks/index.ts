import type { Check } from './check.ts';
import { classesCheck } from './data/classes.ts';
import { imagesCheck } from './data/images.ts';
import { inputsCheck } from './data/inputs.ts';
import { labelsCheck } from './data/labels.ts';
import { leakageCheck } from './data/leakage.ts';
import { orderCheck } from './data/order.ts';
import { batchIndependenceCheck } from './network/batch-independence.ts';
import { gradientCheck } from './network/gradient-check.ts';
import { gradientFlowCheck } from './network/gradient-flow.ts';
import { initialLossCheck } from './network/initial-loss.ts';
import { layerStatisticsCheck, trainedLayersCheck } from './network/layer-statistics.ts';
import { optimizerSettingsCheck } from './network/optimizer-settings.ts';
import { outputsCheck } from './network/outputs.ts';
import { regularizationCheck } from './network/regularization.ts';
import { updatesCheck } from './network/updates.ts';
import { augmentationCheck } from './training/augmentation.ts';
import { generalizationCheck } from './training/generalization.ts';
import { inputMattersCheck } from './training/input-matters.ts';
import { learningRateCheck } from './training/learning-rate.ts';
import { modesCheck } from './training/modes.ts';
import { overfitCheck } from './training/overfit.ts';

/** Every check, in the order in which they run and are shown: what costs nothing first. */
export const checks: readonly Check[] = [
  classesCheck,
  inputsCheck,
  imagesCheck,
  leakageCheck,
  labelsCheck,
  orderCheck,
  initialLossCheck,
  regularizationCheck,
  outputsCheck,
  gradientFlowCheck,
  updatesCheck,
  batchIndependenceCheck,
  optimizerSettingsCheck,
  layerStatisticsCheck,
  gradientCheck,
  overfitCheck,
  inputMattersCheck,
  modesCheck,
  trainedLayersCheck,
  learningRateCheck,
  generalizationCheck,
  augmentationCheck,
];
