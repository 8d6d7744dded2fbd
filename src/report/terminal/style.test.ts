import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isAnimated, makeStyle, type OutputStream, styleFor, terminalWidth } from './style.ts';

type Terminal = Partial<Pick<OutputStream, 'isTTY' | 'columns' | 'getColorDepth'>>;
const stream = (terminal: Terminal): OutputStream => Object.assign(new PassThrough(), terminal);
const colourful: Terminal = { isTTY: true, columns: 100, getColorDepth: () => 24 };

describe('styleFor', () => {
  it('paints on a terminal, with the colours of its palette', () => {
    expect(styleFor(stream(colourful), {}).first('x')).toBe('\u001b[36mx\u001b[39m');
    expect(styleFor(stream({ ...colourful, getColorDepth: () => 8 }), {}).dim('x')).toBe('\u001b[2mx\u001b[22m');
    expect(styleFor(stream({ ...colourful, getColorDepth: () => 4 }), {}).bad('x')).toBe('\u001b[31mx\u001b[39m');
  });

  it.each([
    ['a pipe', { ...colourful, isTTY: false }, {}],
    ['NO_COLOR', colourful, { NO_COLOR: '1' }],
    ['a terminal without colours', { ...colourful, getColorDepth: () => 1 }, {}],
    ['a terminal that does not say', { isTTY: true }, {}],
  ])('does not paint with %s', (_, terminal, environment) => {
    const style = styleFor(stream(terminal), environment);
    for (const paint of [style.bold, style.dim, style.first, style.second, style.good, style.warning, style.bad]) {
      expect(paint('x')).toBe('x');
    }
  });

  it('takes an empty NO_COLOR as not set', () => {
    expect(styleFor(stream(colourful), { NO_COLOR: '' }).bold('x')).toBe('\u001b[1mx\u001b[22m');
  });

  it('paints each role in its own way', () => {
    const { bold, dim, first, second, good, warning, bad } = makeStyle(80, 1);
    expect(new Set([bold, dim, first, second, good, warning, bad].map((paint) => paint('x'))).size).toBe(7);
  });
});

describe('terminalWidth', () => {
  it.each([
    [undefined, 80],
    [0, 80],
    [1, 20],
    [20, 20],
    [133, 133],
  ])('of %s columns is %i', (columns, width) => {
    expect(terminalWidth(stream({ columns }))).toBe(width);
    expect(styleFor(stream({ columns }), {}).width).toBe(width);
  });
});

describe('isAnimated', () => {
  it.each([
    ['a terminal', colourful, {}, true],
    ['a pipe', { columns: 80 }, {}, false],
    ['a terminal without a width', { isTTY: true, columns: 0 }, {}, false],
    ['a terminal that cannot move its cursor', colourful, { TERM: 'dumb' }, false],
    ['NO_COLOR', colourful, { NO_COLOR: '1' }, false],
  ])('with %s', (_, terminal, environment, animated) => {
    expect(isAnimated(stream(terminal), environment)).toBe(animated);
  });
});
