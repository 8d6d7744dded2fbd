import { describe, expect, it } from 'vitest';
import { elementsOf, parseXml } from '../../../test/helpers/xml.ts';
import type { RangeCurve, TrialCurve } from '../lr-curves.ts';
import { learningRateSvg } from './lr-chart.ts';

const trials: readonly TrialCurve[] = [
  { lr: 1e-4, losses: Array.from({ length: 60 }, (_, i) => 2 + (i % 3) / 10), verdict: 'too low', suggested: false },
  { lr: 0.01, losses: Array.from({ length: 60 }, (_, i) => 2 / (1 + i / 9)), verdict: 'good', suggested: true },
  { lr: 1, losses: [2, 4, 50, Number.POSITIVE_INFINITY, Number.NaN], verdict: 'explodes', suggested: false },
];
const rates = Array.from({ length: 71 }, (_, i) => 10 ** (i / 10 - 6));
const smoothed = rates.map((rate) => (rate > 0.1 ? 1 + 100 * (rate - 0.1) : 2 - 1 / (1 + 0.001 / rate)));
const range: RangeCurve = {
  ...{ rates, smoothed, losses: smoothed.map((loss, i) => (i === 7 ? Number.NaN : loss + (i % 2) / 9)) },
  ...{ steepest: 0.0012, valley: 0.0085, window: [1e-4, 0.1], suggested: 0.0085 },
};
const figure = { trials, range, title: 'Learning rates' };

const textsOf = (svg: string) => elementsOf(parseXml(svg), 'text').map(({ text }) => text);

describe('learningRateSvg', () => {
  it('names axes, curves and what was found', () => {
    const texts = textsOf(learningRateSvg(figure));
    expect(texts).toEqual(expect.arrayContaining(['Learning rates', 'step', 'learning rate (log scale)', 'training loss']));
    expect(texts).toEqual(expect.arrayContaining(['0.0001  too low', '0.01  good (suggested)', '1  explodes']));
    expect(texts).toEqual(
      expect.arrayContaining(['smoothed loss', 'suggested 0.0085', 'valley 0.0085', 'steepest 0.0012', 'window 0.0001 to 0.1']),
    );
    // Whole decades, none below the lowest rate, though that is rounded.
    expect(texts).toContain('1e-6');
    expect(texts).not.toContain('1e-7');
  });

  it('puts the line of the suggested rate where its mark is', () => {
    const svg = learningRateSvg(figure);
    const [line] = svg.match(/<path d="M([\d.]+) [\d.]+L\1 [^>]*stroke-dasharray/) ?? [];
    const column = Number(/M([\d.]+)/.exec(line ?? '')?.[1]);
    // From 1e-6 to 1, beyond which there is nothing to see, on 670 pixels from 80 on.
    expect(column).toBeCloseTo(80 + (670 * Math.log10(0.0085 / 1e-6)) / 6, 0);
  });

  it('is the same each time, and stands alone', () => {
    const first = learningRateSvg(figure);
    learningRateSvg({ ...figure, trials: trials.slice(1) });
    expect(learningRateSvg(figure)).toBe(first);
    expect(first).toMatch(/^<svg width="1000" height="760" /);
    expect(first).not.toMatch(/class=|<style|ecmeta|zr\d/);
    const { length } = first.match(/clip-path="url\(#(\w+)\)"/g) ?? [];
    expect(first.match(/<clipPath id="\w+"/g)?.length).toBe(length);
  });

  it('takes markup in texts as text', () => {
    const title = '</text><script>x</script> "a" & b\u0007';
    const [trial] = trials;
    const svg = learningRateSvg({ range: undefined, trials: trial === undefined ? [] : [{ ...trial, verdict: '<b>&' }], title });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['</text><script>x</script> "a" & b?', '0.0001  <b>&']));
  });

  it('draws no more dots than one can see', () => {
    const long = { lr: 0.1, losses: new Float32Array(50_000).fill(1), verdict: 'good', suggested: false };
    expect(elementsOf(parseXml(learningRateSvg({ ...figure, range: undefined, trials: [long] })), 'path').length).toBeLessThan(
      500,
    );
  });

  it('leaves out what has no curve', () => {
    const nothing = { ...range, rates: [], losses: [], smoothed: [], window: undefined, suggested: Number.NaN };
    expect(textsOf(learningRateSvg({ trials: [], range: nothing, title: 'Nothing' }))).toEqual(['Nothing']);
    const texts = textsOf(learningRateSvg({ ...figure, trials: [] }));
    expect(texts).toContain('smoothed loss');
    expect(texts).not.toContain('step');
    expect(() =>
      parseXml(learningRateSvg({ ...figure, range: { ...range, rates: [0.1], losses: [2], smoothed: [2] } })),
    ).not.toThrow();
  });
});
