import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { sampleLog, sampleModel, sampleReport } from '../../../test/helpers/sample-report.ts';
import { elementsOf, parseXml } from '../../../test/helpers/xml.ts';
import { UserError } from '../../base/errors.ts';
import { CHART_KINDS } from './chart-kinds.ts';
import { chartSvg } from './chart-svg.ts';
import { pngOf } from './png.ts';

const run = sampleReport();
const named = (name: string) => ({ ...run, log: sampleLog(400, name) });
const textsOf = (svg: string) => elementsOf(parseXml(svg), 'text').map(({ text }) => text.trim());

describe.each(CHART_KINDS)('the chart "%s"', (kind) => {
  it('is the same each time, and stands alone', () => {
    const first = chartSvg(kind, [run]);
    chartSvg('loss', [named('other')]);
    expect(chartSvg(kind, [run])).toBe(first);
    expect(first).not.toMatch(/class=|<style|ecmeta|zr\d|var\(/);
    expect(textsOf(first)[0] === '' ? '' : textsOf(first).join('|')).toContain('sample-001');
  });

  it('takes markup in names as text', () => {
    const name = '</text><script>x</script> "a" & b\u0007';
    const model = { ...sampleModel, classes: [name, 'b', 'c'] };
    const layers = run.layers.map((row) => ({ ...row, parameter: name }));
    const svg = chartSvg(kind, [{ log: sampleLog(60, name), model, layers }]);
    expect(textsOf(svg).join('|')).toContain('</text><script>x</script> "a" & b?');
    expect(elementsOf(parseXml(svg), 'script')).toEqual([]);
  });
});

it('names axes and curves', () => {
  expect(textsOf(chartSvg('loss', [run]))).toEqual(
    expect.arrayContaining(['Loss: sample-001', 'each step', 'training, moving average', 'validation', 'step', 'loss', '0']),
  );
  expect(textsOf(chartSvg('layers', [run]))).toEqual(
    expect.arrayContaining(['conv.weight', 'about right: 0.001', 'update ratio']),
  );
  expect(textsOf(chartSvg('confusion', [run]))).toEqual(
    expect.arrayContaining(['cat', 'dog', 'fox', '17', '3', '19', '5', '15']),
  );
});

it('lays runs over one another', () => {
  const texts = textsOf(chartSvg('accuracy', [named('first'), named('second')]));
  expect(texts).toEqual(expect.arrayContaining(['Accuracy of 2 runs', 'first', 'second', 'first, validation']));
});

it('refuses what it cannot draw', () => {
  const nothing = { ...run, log: { ...run.log, series: {} }, layers: [], model: undefined };
  for (const kind of CHART_KINDS) expect(() => chartSvg(kind, [nothing])).toThrow(UserError);
  for (const kind of ['layers', 'confusion'] as const) expect(() => chartSvg(kind, [run, run])).toThrow(/of one run, not of 2/);
});

it('is small for long runs, and fits many classes', () => {
  expect(chartSvg('loss', [{ ...run, log: sampleLog(100_000) }]).length).toBeLessThan(250_000);
  const classes = Array.from({ length: 100 }, (_, i) => `a class with a long name ${i}`);
  const confusion = classes.map((_, i) => classes.map((_, j) => Number(i === j || i === j + 1)));
  const { attributes } = parseXml(chartSvg('confusion', [{ ...run, model: { ...sampleModel, classes, confusion } }]));
  expect(Number(attributes.width)).toBeLessThan(1300);
});

it('becomes a PNG with its letters, the same each time', async () => {
  const svg = chartSvg('confusion', [run]);
  const bytes = await pngOf(svg);
  expect(Buffer.compare(await pngOf(svg), bytes)).toBe(0);
  const { width, height, data } = decode(bytes);
  expect([width, height]).toEqual([1240, 2 * Number(parseXml(svg).attributes.height)]);
  // The title is the only thing on its lines.
  const ink = data.subarray(4 * width * 30, 4 * width * 76).filter((value, i) => i % 4 === 0 && value < 128).length;
  expect(ink).toBeGreaterThan(2000);
});
