import { median } from '../../base/median.ts';
import type { Check, Finding } from '../check.ts';
import { short } from '../numbers.ts';

/** Steps that momentum may average over: 0.9 is 10, 0.99 is 100 [ours]. */
const LONG_MEMORY = 200;
/** The part of the gradient that clipping may leave at the start [ours]. Usual bounds (1 to 5) leave a tenth or more. */
const LITTLE_LEFT = 0.001;

interface Settings {
  readonly momentum?: number;
  readonly beta1?: number;
  readonly clipNorm?: number | undefined;
  readonly clipValue?: number | undefined;
  readonly lr?: number;
}

/** What is easily mistyped in an optimizer: how long momentum remembers, and how much clipping leaves of the gradients that there are. */
export const optimizerSettingsCheck: Check = {
  id: 'optimizerSettings',
  title: 'optimizer',
  summary: 'How many steps momentum averages over, and how much of the gradients clipping leaves.',
  run({ subject: { config }, firstSteps }): Finding {
    const settings = config.optimizer as Settings;
    const key = settings.beta1 === undefined ? 'momentum' : 'beta1';
    const keeps = settings[key] ?? 0;
    const memory = 1 / (1 - keeps);
    const gradient = median(firstSteps.gradientNorms.filter(Number.isFinite));
    const left = settings.clipNorm === undefined ? 1 : Math.min(1, settings.clipNorm / gradient);
    const size = Math.sqrt(firstSteps.parameters.reduce((sum, parameter) => sum + parameter.size, 0));
    const leftByValue = settings.clipValue === undefined ? 1 : Math.min(1, (settings.clipValue * size) / gradient);
    const common = {
      expected: 'momentum over 10 to 100 steps, gradients left mostly as they are',
      expectedText: 'usual momentum and clipping',
      measured: `momentum over ${short(memory)} steps, ${short(100 * Math.min(left, leftByValue))} % of the gradients left`,
      measuredText: `${short(memory)} steps, ${short(100 * Math.min(left, leftByValue), 2)} % left`,
      details: { averagedSteps: memory, gradientNorm: gradient, leftByClipNorm: left, leftByClipValue: leftByValue },
    };
    if (left < LITTLE_LEFT || leftByValue < LITTLE_LEFT) {
      const which = left < leftByValue ? 'clipNorm' : 'clipValue';
      return {
        ...common,
        status: 'warn',
        key: ['optimizer', which],
        reading: `${which} ${short(Number(settings[which]))} leaves ${short(100 * Math.min(left, leftByValue), 2)} % of the gradients (norm ${short(gradient)}): every step is cut down to next to nothing.`,
        fix: which === 'clipNorm' ? `--optimizer.clipNorm ${short(Math.max(1, gradient), 1)}` : '--optimizer.clipValue null',
      };
    }
    if (memory > LONG_MEMORY) {
      return {
        ...common,
        status: 'warn',
        key: ['optimizer', key],
        reading: `${key} ${keeps} averages the gradients of ${short(memory)} steps and multiplies their effect as much: steps overshoot long after the gradient has turned.`,
        fix: `--optimizer.${key} 0.9`,
      };
    }
    return { ...common, status: 'pass', key: ['optimizer'] };
  },
};
