import type { CurveLog, Series } from '../../src/curves/curve-log.ts';
import type { Reading } from '../../src/curves/doctor/reading.ts';
import type { ExampleOfRun, LayerRow, ModelInspection, Picture, RunReport } from '../../src/report/html/types.ts';

/** A training of so many steps, made of formulas: a loss that falls with noise, a spike at a third of the way, validation by epoch. */
export function sampleLog(steps: number, name = 'sample-001'): CurveLog {
  const spike = Math.floor(steps / 3);
  const series = (value: (part: number, noise: number) => number): Series => ({
    at: Float64Array.from({ length: steps }, (_, i) => i + 1),
    values: Float64Array.from({ length: steps }, (_, i) => value(i / steps, noiseAt(i))),
  });
  const epochs = (value: (part: number) => number): Series => ({
    at: Float64Array.from({ length: 4 }, (_, i) => Math.round(((i + 1) * steps) / 4)),
    values: Float64Array.from({ length: 4 }, (_, i) => value((i + 1) / 4)),
  });
  const loss = series((part, noise) => 2.3 * 0.02 ** part * (0.7 + 0.6 * noise));
  loss.values[spike] = 40;
  return {
    ...{ name, unit: 'step', isRunning: false, settings: undefined, notes: [] },
    series: {
      loss,
      accuracy: series((part, noise) => Math.min(1, 1 - 0.9 * 0.01 ** part * (0.5 + noise))),
      learningRate: series((part) => 0.003 * (1 - part)),
      gradientNorm: series((part, noise) => (0.2 + noise) * 4 * 0.1 ** part),
      valLoss: epochs((part) => 2 * 0.05 ** part),
      valAccuracy: epochs((part) => 0.6 + 0.38 * part),
    },
  };
}

/** In 0..1, the same for the same place. */
function noiseAt(i: number): number {
  return (Math.imul(i + 1, 2_654_435_761) >>> 0) / 2 ** 32;
}

export const sampleReading: Reading = {
  ...{ shape: 'overfitting', title: 'overfitting', curve: 'loss', confidence: 0.9, from: 100, to: 300 },
  evidence: [{ quantity: 'gap at the end', value: 0.4, text: '0.4', threshold: 'above 0.1', source: 'the lecture' }],
  ...{
    meaning: 'The network learns the training images by heart.',
    advice: 'Regularise.',
    override: '--optimizer.weightDecay 0.001',
  },
};

export function picture(width: number, height: number, channels: 1 | 3 = 1): Picture {
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 29) % 256);
  return { width, height, channels, pixels };
}

const example: ExampleOfRun = {
  ...{ picture: picture(8, 8), index: 7, truth: 0, predicted: 1, loss: 3.2 },
  probabilities: [0.04, 0.95, 0.01],
};

export const sampleModel: ModelInspection = {
  ...{ part: 'validation', checkpoint: 'best', epoch: 2, classes: ['cat', 'dog', 'fox'], loss: 0.4, accuracy: 0.85, count: 60 },
  confusion: [
    [17, 3, 0],
    [1, 19, 0],
    [0, 5, 15],
  ],
  mostWrong: [example],
  filters: { layer: 'conv', pictures: [picture(3, 3, 3), picture(3, 3, 3)], count: 2, range: 0.5 },
  featureMaps: [
    {
      ...{ ...example, logits: [0, 3, -1] },
      layers: [
        { name: 'conv', type: 'conv2d', shape: [2, 6, 6], maps: [picture(6, 6), picture(6, 6)], low: -1, high: 2, shrunk: 1 },
      ],
    },
  ],
  deadChannels: [{ layer: 'relu', dead: 1, channels: 2 }],
};

export const sampleLayers: readonly LayerRow[] = [1, 2, 3].flatMap((epoch) =>
  ['conv.weight', 'conv.bias'].map((parameter, i) => ({
    ...{ epoch, step: 100 * epoch, parameter, weightNorm: 2 + i, gradientNorm: 0.1 / epoch, updateRatio: 0.004 / (epoch + i) },
  })),
);

/** A page's data with everything in them. */
export function sampleReport(change: Partial<RunReport> = {}): RunReport {
  return {
    ...{ log: sampleLog(400), readings: [sampleReading], layers: sampleLayers, model: sampleModel, notes: [] },
    summary: {
      ...{ run: 'sample-001', status: 'completed', epochs: 4, steps: 400, valLoss: 0.1, trainLoss: 0.05, bestValAccuracy: 0.98 },
      ...{ bestEpoch: 4, testAccuracy: 0.975, seconds: 75, imagesPerSecond: 15_000, peakMemoryBytes: 2e8 },
    },
    config: 'seed: 1\nname: sample\n',
    ...change,
  };
}
