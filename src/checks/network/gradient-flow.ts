import { median } from '../../base/median.ts';
import type { Check, Finding } from '../check.ts';
import { short } from '../numbers.ts';
import { initOverrides } from '../override.ts';

/** Mean |gradient| below which a layer does not learn (SageMaker Debugger, rule VanishingGradient). */
const VANISHING = 1e-7;

/** Every parameter must get a gradient that is not zero, or it is not connected to the loss, and never learns. */
export const gradientFlowCheck: Check = {
  id: 'gradientFlow',
  title: 'gradients arrive',
  summary: 'Whether every parameter gets a gradient in the first steps that is not zero, not tiny and a number.',
  run({ firstSteps, subject }): Finding {
    const { parameters } = firstSteps;
    const without = parameters.filter(({ gradientNorms }) => gradientNorms.every((value) => value === 0));
    const broken = parameters.filter(({ gradientNorms }) => gradientNorms.some((value) => !Number.isFinite(value)));
    const tiny = parameters.filter(
      ({ isWeight, gradientNorms, size }) => isWeight && median(gradientNorms) / Math.sqrt(size) < VANISHING,
    );
    const common = {
      expected: parameters.length,
      expectedText: `all ${parameters.length} parameters`,
      measured: parameters.length - without.length - broken.length,
      measuredText: `${parameters.length - without.length - broken.length} of ${parameters.length}`,
      key: ['model'],
      details: {
        zero: without.map(({ name }) => name),
        notFinite: broken.map(({ name }) => name),
        tiny: tiny.map(({ name }) => name),
        gradientNorms: Object.fromEntries(parameters.map(({ name, gradientNorms }) => [name, gradientNorms[0] ?? null])),
      },
    };
    if (broken.length > 0) {
      return {
        ...common,
        status: 'fail',
        reading: `The gradients of ${listOf(broken)} are not numbers.`,
        fix: '--optimizer.clipNorm 1',
      };
    }
    if (without.length > 0) {
      const isAll = without.length >= parameters.length - 1;
      const zeros = without.filter(({ isWeight, weightNorm }) => isWeight && weightNorm === 0);
      if (zeros.length > 0) {
        const layers = subject.plain.network.layers.filter(({ name }) => zeros.some(({ layer }) => layer === name));
        return {
          ...common,
          status: 'fail',
          reading: `${listOf(without)} get no gradient, and ${listOf(zeros)} ${zeros.length === 1 ? 'is' : 'are'} all zero: a network that starts from zeros stays there, since all its units are alike.`,
          fix: initOverrides(subject.config, layers, 'auto'),
        };
      }
      return {
        ...common,
        status: 'fail',
        reading: isAll
          ? 'Hardly any parameter gets a gradient: the loss is cut off from the network, or every unit is dead.'
          : `${listOf(without)} get no gradient: a part of the network is cut off from the loss (detached, not used, or behind dead units).`,
        fix: 'look where the path from this layer to the loss is cut',
      };
    }
    if (tiny.length > 0) {
      const smallest = tiny.reduce((a, b) => (median(b.gradientNorms) < median(a.gradientNorms) ? b : a));
      return {
        ...common,
        status: 'warn',
        reading: `The gradients of ${listOf(tiny)} vanish (${short(median(smallest.gradientNorms) / Math.sqrt(smallest.size))} a weight): these layers will hardly learn.`,
        fix: 'use ReLU in place of sigmoid or tanh, batch normalisation, or residual blocks',
      };
    }
    return { ...common, status: 'pass' };
  },
};

export function listOf(named: readonly { readonly name: string }[]): string {
  const shown = named
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  return named.length > 3 ? `${shown} and ${named.length - 3} more` : shown;
}
