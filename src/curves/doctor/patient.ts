import { median } from '../../base/median.ts';
import type { CurveLog, Series, TrainingSettings } from '../curve-log.ts';
import { LearningRates } from './learning-rates.ts';
import { Trend } from './trend.ts';

/** The curves of one training with what is measured on them, each once: what all rules look at. */
export class Patient {
  readonly log: CurveLog;
  /** The training loss, of steps where they were logged, otherwise of epochs. */
  readonly loss: Trend | undefined;
  readonly lossSeries: Series | undefined;
  readonly trainLoss: Trend | undefined;
  readonly valLoss: Trend | undefined;
  readonly trainAccuracy: Trend | undefined;
  readonly valAccuracy: Trend | undefined;
  /** Undefined where the log does not say. */
  readonly rates: LearningRates | undefined;
  /** Size of the updates over that of the weights, the median over the training. */
  readonly updateRatio: number | undefined;

  constructor(log: CurveLog) {
    this.log = log;
    const { series } = log;
    const steps = Trend.of(series.loss);
    this.trainLoss = Trend.of(series.trainLoss);
    this.lossSeries = steps === undefined ? (series.trainLoss ?? series.loss) : series.loss;
    this.loss = steps ?? this.trainLoss;
    this.valLoss = Trend.of(series.valLoss);
    this.trainAccuracy = Trend.of(series.trainAccuracy) ?? Trend.of(series.accuracy);
    this.valAccuracy = Trend.of(series.valAccuracy);
    this.rates = LearningRates.of(series.learningRate, log.settings, this.loss);
    const ratios = Array.from(series.updateRatio?.values ?? []).filter(Number.isFinite);
    this.updateRatio = ratios.length === 0 ? undefined : median(ratios);
  }

  get settings(): TrainingSettings | undefined {
    return this.log.settings;
  }

  /** An accuracy as a part of the way from chance to perfect; chance is taken as none where the classes are not known. */
  aboveChance(accuracy: number): number {
    const chance = 1 / (this.settings?.classes ?? Number.POSITIVE_INFINITY);
    return (accuracy - chance) / (1 - chance);
  }
}
