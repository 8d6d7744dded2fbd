import { describe, expect, it } from 'vitest';
import { countAxis, logAxis, valueAxis } from './axis.ts';

const texts = ({ ticks }: { readonly ticks: readonly { readonly text: string }[] }) => ticks.map(({ text }) => text).join(' ');

describe('valueAxis', () => {
  it.each([
    [0.91, 0.9895, '0.90 0.92 0.94 0.96 0.98 1.00'],
    [0.31, 2.6, '0.0 0.5 1.0 1.5 2.0 2.5 3.0'],
    [-1, 1, '-1.0 -0.5 0.0 0.5 1.0'],
    [0, 100, '0 20 40 60 80 100'],
    [0.2, 0.3, '0.20 0.22 0.24 0.26 0.28 0.30'],
    [0, 3e-6, '0 1e-6 2e-6 3e-6'],
    [0, 1e9, '0 2e8 4e8 6e8 8e8 1e9'],
  ])('from %d to %d has the ticks %s', (low, high, expected) => {
    expect(texts(valueAxis({ low, high, size: 12, spacing: 2 }))).toBe(expected);
  });

  it('places its ends at its ends, and what lies beyond too', () => {
    const axis = valueAxis({ low: 10, high: 20, size: 11, spacing: 2 });
    expect([10, 15, 20, -100, 100].map((value) => axis.place(value))).toEqual([0, 5, 10, 0, 10]);
    expect(axis.ticks.map(({ at }) => at)).toEqual([0, 2, 4, 6, 8, 10]);
  });
});

describe('countAxis', () => {
  it('begins and ends where it should, with ticks at whole numbers', () => {
    const axis = countAxis({ low: 1, high: 1688, size: 70, spacing: 10 });
    expect(texts(axis)).toBe('500 1,000 1,500');
    expect([axis.place(1), axis.place(1688)]).toEqual([0, 69]);
    expect(texts(countAxis({ low: 1, high: 3, size: 60, spacing: 5 }))).toBe('1 2 3');
  });
});

describe('logAxis', () => {
  it.each([
    [0.01, 1, 12, '0.01 0.02 0.05 0.1 0.2 0.5 1'],
    [0.005, 3, 12, '0.01 0.03 0.1 0.3 1 3'],
    [1e-6, 1, 9, '1e-6 1e-5 0.0001 0.001 0.01 0.1 1'],
    [1e-30, 1, 9, '1e-30 1e-25 1e-20 1e-15 1e-10 1e-5 1'],
  ])('from %d to %d in %i rows has the ticks %s', (low, high, size, expected) => {
    const spacing = size === 9 ? 1.3 : 1.5;
    expect(texts(logAxis({ low, high, size, spacing }))).toBe(expected);
  });

  it('gives equal ratios equal distances, and puts zero at its start', () => {
    const axis = logAxis({ low: 0.01, high: 100, size: 9, spacing: 2 });
    const places = [0.01, 0.1, 1, 10, 100, 0, 1e9].map((value) => Math.round(axis.place(value) * 1e9) / 1e9);
    expect(places).toEqual([0, 2, 4, 6, 8, 0, 8]);
  });
});
