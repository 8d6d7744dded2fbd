import { describe, expect, it } from 'vitest';
import { sampleAnalysis, sampleSpace, sampleStudy } from '../../../../test/helpers/sample-study.ts';
import { elementsOf, parseXml, type XmlElement } from '../../../../test/helpers/xml.ts';
import { UserError } from '../../../base/errors.ts';
import type { DimensionDescription } from '../../../records/study/description.ts';
import type { TrialRecord } from '../../../records/study/trial-record.ts';
import { ALONE } from '../../chart/look.ts';
import { parallelPlan } from '../../chart/study/parallel-plan.ts';
import { scatterPlans } from '../../chart/study/scatter-plans.ts';
import { squarePlan } from '../../chart/study/square-plan.ts';
import { trialCurvesPlan } from '../../chart/study/trial-curves-plan.ts';
import type { StudyView } from '../../study-view.ts';
import { STUDY_CHART_KINDS, type StudyChartKind } from '../chart-kinds.ts';
import { studyChartSvg } from './study-chart-svg.ts';

const view = sampleStudy({ view: sampleAnalysis });
const { study, importance } = view;

const drawn = (kind: StudyChartKind, of: StudyView = view) => parseXml(studyChartSvg(kind, of));
const textsOf = (svg: XmlElement) => elementsOf(svg, 'text').map(({ text }) => text.trim());
/** What is drawn below the legend. */
const bodyOf = (svg: XmlElement) => svg.elements.at(-1) as XmlElement;
/** Lines of paths that are drawn in a colour, so wide: of a path of many dots or curves each one. */
function strokes(svg: XmlElement, colour: string, width: string): number {
  const own = elementsOf(bodyOf(svg), 'path').filter(
    ({ attributes }) => attributes.stroke === colour && attributes['stroke-width'] === width && attributes.d !== 'M0 0',
  );
  return own.reduce((sum, { attributes }) => sum + (attributes.d ?? '').split('M').length - 1, 0);
}
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const withSpace = (space: readonly DimensionDescription[], trials = 12) => sampleStudy({ trials, header: { space } });

describe.each(STUDY_CHART_KINDS)('the chart "%s"', (kind) => {
  it('is the same each time, stands alone, and says what it is of', () => {
    const first = studyChartSvg(kind, view);
    studyChartSvg('trials', sampleStudy({ trials: 5 }));
    expect(studyChartSvg(kind, view)).toBe(first);
    expect(first).not.toMatch(/class=|<style|ecmeta|zr\d|var\(/);
    const svg = parseXml(first);
    expect(svg.attributes).toMatchObject({ width: '1000' });
    expect(textsOf(svg)[0]).toMatch(/: mnist-sweep-001$/);
    expect(textsOf(svg)).toContain('24 trials: 20 completed, 3 pruned, 1 diverged. The best: trial 6, 98.88 %.');
    const ids = [...first.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('takes markup in names and values as text', () => {
    const evil = '</text><script>x</script> "a" & b\u0007';
    const key = `${evil}.${'long'.repeat(30)}\u{1f600}`;
    const space: readonly DimensionDescription[] = [
      { key, type: 'uniform', low: 0, high: 1 },
      { key: 'optimizer.lr', type: 'logUniform', low: 1e-4, high: 0.1 },
      { key: evil, type: 'choice', values: [evil, '\u{1f600}'.repeat(30), 'b'] },
    ];
    const bad = withSpace(space);
    const shares = {
      method: 'forest' as const,
      trials: 24,
      keys: space.map((one, i) => ({ key: one.key, share: 0.3 - i / 10, deviation: 0.1 })),
      unexplained: 0.4,
    };
    const svg = parseXml(studyChartSvg(kind, { ...bad, importance: shares }, evil));
    expect(textsOf(svg)[0]).toContain('</text><script>x</script> "a" & b?');
    expect(elementsOf(svg, 'script')).toEqual([]);
  });

  it('is refused, with the reason, where no trial has completed', () => {
    const left = (...states: readonly TrialRecord['state'][]) => {
      const trials = study.trials.filter(({ state }) => states.includes(state));
      return () => studyChartSvg(kind, { ...view, study: { ...study, trials } });
    };
    expect(left('pruned', 'diverged')).toThrow(
      new UserError(`There is nothing to draw the chart "${kind}" from: no trial has completed.`, {
        facts: [
          ['of', 'mnist-sweep-001'],
          ['trials', '3 pruned, 1 diverged'],
        ],
        hint: 'The page says how they ended, and why: cnn-run report runs/mnist-sweep-001',
      }),
    );
    expect(left()).toThrow(/trials {3}none\n {2}Wait until one has\./);
  });
});

describe('every mark of the plan is there', () => {
  const large = sampleStudy({ trials: 200, header: { metric: 'valLoss' } });

  it('trials: each curve of a bundle, and the best ones', () => {
    const svg = drawn('trials');
    for (const { kind, colour, members } of trialCurvesPlan(study)?.series ?? []) {
      expect(strokes(svg, ALONE.colour(colour), kind === 'bundle' ? '1.2' : '2')).toBe(members?.length ?? 1);
    }
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['pruned', 'completed', 'trial 6, the best', 'epoch', 'validation accuracy']),
    );
  });

  it.each([
    [24, view],
    [200, large],
  ])('scatter: of each of %i trials a mark by each hyperparameter', (_, of) => {
    const svg = drawn('scatter', of);
    const groups = scatterPlans(of.study, 'by').flatMap((plan) => plan.groups);
    for (const { mark, colour } of groups) {
      const expected = sum(groups.filter((one) => one.colour === colour).map(({ trials }) => trials.length));
      const dots = ['8', '6', '4'].map((one) => strokes(svg, ALONE.colour(colour), one));
      // A cross is two strokes in one path, a ring one.
      if (mark === 'dot') expect(sum(dots)).toBe(expected);
      else expect(strokes(svg, ALONE.colour(colour), '2')).toBe(mark === 'cross' ? 2 * expected : expected);
    }
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['diverged', 'pruned', 'completed', 'best trial', 'optimizer.momentum']));
    expect(textsOf(svg).join()).toMatch(/\d+ trials have no such hyperparameter\./);
  });

  it('square: each trial in the square and in both projections', () => {
    const svg = drawn('square');
    for (const { mark, colour, trials } of squarePlan(study, importance)?.groups ?? []) {
      const each = mark === 'dot' ? '8' : '2';
      expect(strokes(svg, ALONE.colour(colour), each)).toBe(3 * trials.length * (mark === 'cross' ? 2 : 1));
    }
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['optimizer.lr', 'model.0.channels', 'no result', 'best trial']));
  });

  it('parallel: a line for each trial, in the colour of its grade', () => {
    const svg = drawn('parallel');
    const colours = (parallelPlan(study)?.lines ?? []).map(({ grade }) =>
      ALONE.colour(grade === undefined ? 'validation' : `grade${grade}`),
    );
    expect(elementsOf(bodyOf(svg), 'polyline').map(({ attributes }) => attributes.stroke)).toEqual(colours);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['lr', 'momentum', 'accuracy', 'no result']));
  });

  it('importance: bars, the largest first, with their uncertainty', () => {
    const svg = drawn('importance');
    const widths = elementsOf(bodyOf(svg), 'rect').map(({ attributes }) => Number(attributes.width));
    expect(widths).toHaveLength(6);
    // 451 pixels are all of it.
    expect(widths.slice(0, 2)).toEqual([320.2, 54.1]);
    expect(strokes(svg, ALONE.ink, '2')).toBe(5 * 3);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['optimizer.lr', '71 % ± 6', '14 %', 'standard deviation', '100 %']));
  });
});

describe('the size', () => {
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ key: `model.${i}.rate`, type: 'uniform', low: 0, high: 1 }) as const);

  it('grows downward with the hyperparameters, and to the side only where their axes would have no room', () => {
    const sizes = [1, 2, 5].map((count) => drawn('scatter', withSpace(numbered(count))).attributes);
    expect(sizes.map(({ width }) => width)).toEqual(Array(3).fill('1000'));
    expect(Number(sizes[2]?.height)).toBeGreaterThan(Number(sizes[1]?.height));
    expect(drawn('parallel', withSpace(numbered(9))).attributes.width).toBe('1000');
    expect(drawn('parallel', withSpace(numbered(20))).attributes.width).toBe(String(21 * 76));
  });

  it('is kept by long keys, whose end is shown', () => {
    const key = 'model.backbone.0.layers.3.layers.1.shortcut.0.channels';
    const space = [{ key, type: 'integer', low: 1, high: 64 } as const, ...sampleSpace.slice(0, 2)];
    expect(textsOf(drawn('scatter', withSpace(space)))).toContain('channels');
    const shares = { method: 'forest' as const, trials: 24, keys: [{ key, share: 0.5, deviation: 0.1 }], unexplained: 0.5 };
    expect(textsOf(drawn('importance', { ...withSpace(space), importance: shares }))).toContain('channels');
  });

  it('is small for many trials', () => {
    const many = sampleStudy({ trials: 1000 });
    for (const kind of ['trials', 'square', 'parallel'] as const) {
      expect(studyChartSvg(kind, many).length).toBeLessThan(250_000);
    }
  });
});

describe('what makes no sense is refused with what to do', () => {
  const [lr, decay, type, momentum, channels] = sampleSpace as readonly [
    ...[DimensionDescription, DimensionDescription, DimensionDescription, DimensionDescription, DimensionDescription],
  ];
  const refusals: readonly (readonly [string, StudyChartKind, StudyView, RegExp])[] = [
    [
      'one hyperparameter',
      'square',
      withSpace([lr]),
      /two hyperparameters whose values have an order\.\n.*\n {2}ordered {3}optimizer\.lr\n.*--svg scatter/,
    ],
    ['one with an order', 'square', withSpace([channels, type]), /ordered {3}model\.0\.channels\n/],
    [
      'one hyperparameter',
      'parallel',
      withSpace([lr]),
      /two hyperparameters\.\n.*\n {2}searched {3}optimizer\.lr\n.*--svg scatter/,
    ],
    ['none', 'scatter', withSpace([]), /no hyperparameter had several values/],
    [
      'few trials',
      'importance',
      sampleStudy({ trials: 6 }),
      /too few to tell.*\n.*\n {2}trials {3}5 completed, 1 diverged\n {2}It takes 8/,
    ],
    [
      'one epoch',
      'trials',
      sampleStudy({ header: { epochs: 1 } }),
      /a curve of one is a point\.\n.*\n {2}epochs {3}1\n.*--svg scatter/,
    ],
  ];
  it.each(refusals)('%s: %s', (_, kind, of, message) => {
    expect(() => studyChartSvg(kind, of)).toThrow(UserError);
    expect(() => studyChartSvg(kind, of)).toThrow(message);
  });

  it('two that no trial has both', () => {
    const other: DimensionDescription = { ...momentum, key: 'optimizer.beta1', when: { 'optimizer.type': ['adam'] } };
    expect(() => studyChartSvg('square', withSpace([type, momentum, other]))).toThrow(
      /no trial has both optimizer\.momentum and optimizer\.beta1/,
    );
  });

  it('and that two are not all is said', () => {
    const texts = textsOf(drawn('square', withSpace([type, momentum, decay])));
    expect(texts.join()).toMatch(/\d+ trials do not have both and are not shown\./);
  });
});
