import { describe, expect, it } from 'vitest';
import type { ChartPlan, PlanSeries } from './plan.ts';
import { firstFrom, nearest, yAxis } from './view.ts';

const x = Array.from({ length: 1000 }, (_, i) => i);
const planOf = (...series: PlanSeries[]): ChartPlan => ({
  ...{ type: 'curves', id: 'loss', title: 'Loss', x: 'step', y: 'loss', numbers: 'plain', scale: 'linear', canSwitch: true },
  ...{ extent: [0, 999], series, levels: [], events: [], notes: [] },
});
const dots = (y: number[]): PlanSeries => ({ name: 'dots', kind: 'dots', colour: 'train', x, y });

describe('the y axis', () => {
  it('is not flattened by a spike among the dots, and tells how high it is', () => {
    const y = x.map((i) => (i === 500 ? 1e6 : 1 + (i % 10) / 10));
    expect(yAxis(planOf(dots(y)), 'linear', [0, 999])).toMatchObject({ min: 1, max: 2, beyond: 1e6 });
    expect(yAxis(planOf(dots(y)), 'linear', [0, 400])).toMatchObject({ min: 1, max: 2, beyond: undefined });
    expect(yAxis(planOf(dots(y)), 'log', [0, 999])).toMatchObject({ min: 1, max: 1e6, beyond: undefined });
  });

  it('is not flattened by a curve that explodes and comes back, but shows one that stays high, or starts there', () => {
    const line = (value: (i: number) => number) => planOf({ ...dots(x.map(value)), kind: 'line' });
    const explodes = line((i) => (i > 2 && i < 30 ? 400 : 2));
    expect(yAxis(explodes, 'linear', [0, 999])).toMatchObject({ min: 2, max: 3, beyond: 400 });
    expect(
      yAxis(
        line((i) => (i > 2 ? 400 : 2)),
        'linear',
        [0, 999],
      ),
    ).toMatchObject({ min: 0, max: 400, beyond: undefined });
    expect(
      yAxis(
        line((i) => (i < 3 ? 400 : 2)),
        'linear',
        [0, 999],
      ),
    ).toMatchObject({ min: 0, max: 400, beyond: undefined });
    const few = planOf({ ...dots([2, 400, 2, 2]), x: [0, 1, 2, 3], kind: 'points' });
    expect(yAxis(few, 'linear', [0, 3])).toMatchObject({ max: 400 });
  });

  it('follows the part that is shown', () => {
    const falling = planOf({ ...dots(x.map((i) => 1000 - i)), kind: 'line' });
    expect(yAxis(falling, 'linear', [900, 999])).toMatchObject({ min: 0, max: 120 });
    expect(yAxis(falling, 'linear', [100, 200])).toMatchObject({ min: 800, max: 920 });
  });

  it('has a place for the lines to compare with, and for a band', () => {
    const band: PlanSeries = {
      ...dots([...x].fill(5)),
      kind: 'band',
      low: [...x].fill(1),
      onLog: { y: [...x].fill(50), low: [...x].fill(2) },
    };
    expect(yAxis({ ...planOf(band), levels: [{ at: 9, text: '' }] }, 'linear', [0, 999])).toMatchObject({ min: 0, max: 10 });
    expect(yAxis(planOf(band), 'log', [0, 999])).toMatchObject({ min: 2, max: 50 });
  });

  it('is there without values that it could show', () => {
    expect(yAxis(planOf(), 'linear', [0, 1])).toMatchObject({ min: 0, max: 1 });
    expect(yAxis(planOf(dots([...x].fill(0))), 'log', [0, 999])).toMatchObject({ min: 0.1, max: 1 });
  });
});

it('finds places in ascending lists', () => {
  expect([firstFrom([1, 3, 5], 0), firstFrom([1, 3, 5], 3), firstFrom([1, 3, 5], 4), firstFrom([1, 3, 5], 6)]).toEqual([
    0, 1, 2, 3,
  ]);
  expect([nearest([], 1), nearest([1, 3, 9], -5), nearest([1, 3, 9], 5), nearest([1, 3, 9], 7), nearest([1, 3, 9], 99)]).toEqual([
    -1, 0, 1, 2, 2,
  ]);
});
