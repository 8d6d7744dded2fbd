import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { batchPicture } from './batch-picture.ts';

type Shape = readonly [number, number, number, number];

function draw(pixels: readonly number[], shape: Shape, labels: readonly string[] = []) {
  const { width, height, channels, data } = decode(batchPicture({ pixels: Float32Array.from(pixels), shape, labels }));
  const at = (x: number, y: number) => [...data.slice(3 * (y * width + x), 3 * (y * width + x) + 3)];
  /** Rows of a part of the picture, `#` where it is ink. */
  const ink = (left: number, top: number, w: number, h: number) =>
    Array.from({ length: h }, (_, y) =>
      Array.from({ length: w }, (_, x) => (at(left + x, top + y)[0] === 24 ? '#' : '.')).join(''),
    );
  return { width, height, channels, at, ink };
}

const paper = [236, 236, 236];
const grey = (value: number) => [value, value, value];

describe('batchPicture', () => {
  it('enlarges images without smoothing, and lays them out in a grid', () => {
    // Two images of 2 x 2 pixels: each pixel becomes 28 x 28, with a gap of 6 and a caption of 20.
    const { width, height, channels, at } = draw([0, 1, 2, 3, 4, 5, 6, 10], [2, 1, 2, 2], ['a', 'b']);
    expect([width, height, channels]).toEqual([6 + 2 * 62, 6 + 56 + 20 + 6, 3]);
    expect([at(0, 0), at(5, 20), at(62, 6), at(6, 62)]).toEqual([paper, paper, paper, paper]);
    expect([at(6, 6), at(33, 33), at(34, 33), at(33, 34), at(61, 61)]).toEqual([0, 0, 26, 51, 77].map(grey));
    expect([at(68, 6), at(123, 61), at(124, 61)]).toEqual([grey(102), grey(255), paper]);
  });

  it('keeps images as they are that are wide enough', () => {
    expect(draw(new Array(3 * 60 * 40).fill(1), [3, 1, 40, 60])).toMatchObject({
      width: 6 + 2 * 66,
      height: 6 + 2 * (40 + 20 + 6),
    });
  });

  it('draws three channels as colours over one range, and of two the first', () => {
    expect(draw([-1, 0, 1], [1, 3, 1, 1]).at(30, 30)).toEqual([0, 128, 255]);
    expect(draw([0, 1, 1, -1], [1, 2, 1, 2]).at(6, 6)).toEqual(grey(128));
    expect(draw([0, 1, 1, -1], [1, 2, 1, 2]).at(61, 6)).toEqual(grey(255));
  });

  it('shows what is not finite in magenta, and does not let it change the rest', () => {
    const { at } = draw([0, 2, Number.NaN, Number.POSITIVE_INFINITY], [1, 1, 2, 2]);
    expect([at(6, 6), at(34, 6), at(6, 34), at(34, 34)]).toEqual([grey(0), grey(255), [255, 0, 255], [255, 0, 255]]);
    expect(draw([0, Number.NaN, 1], [1, 3, 1, 1]).at(30, 30)).toEqual([255, 0, 255]);
    expect(draw([Number.NaN], [1, 1, 1, 1]).at(30, 30)).toEqual([255, 0, 255]);
  });

  it('draws a constant batch in mid-grey', () => {
    expect(draw([7, 7, 7, 7], [1, 1, 2, 2]).at(30, 30)).toEqual(grey(128));
  });

  it('writes labels below, centred', () => {
    // In letters twice as large, 10 wide.
    expect(
      draw([0], [1, 1, 1, 1], ['7'])
        .ink(6, 62, 56, 20)
        .map((row) => row.slice(22, 34)),
    ).toEqual([
      ...['............', '............', '............'],
      ...[
        '.##########.',
        '.##########.',
        '.........##.',
        '.........##.',
        '.......##...',
        '.......##...',
        '.....##.....',
        '.....##.....',
      ],
      ...['...##.......', '...##.......', '...##.......', '...##.......', '...##.......', '...##.......'],
      ...['............', '............', '............'],
    ]);
  });

  it('writes smaller where a label is long, and cuts it where it is longer', () => {
    const width = (label: string) => {
      const columns = draw([0], [1, 1, 1, 1], [label]).ink(0, 65, 68, 7);
      return [...'.'.repeat(68)].filter((_, x) => columns.some((row) => row[x] === '#')).length;
    };
    expect(width('HHHH')).toBe(4 * 10);
    const { ink } = draw([0], [1, 1, 1, 1], ['HHHHHHHHHHHH']);
    const rows = ink(0, 65, 68, 7);
    // 53 of 56 columns are seven letters and two dots.
    expect(rows[3]).toBe(`.......${'#####.'.repeat(7)}${'.'.repeat(19)}`);
    expect(rows[6]).toBe(`.......${'#...#.'.repeat(7)}.##....##..${'.'.repeat(8)}`);
  });

  it('writes a question mark for what the font does not have', () => {
    const of = (label: string) => draw([0], [1, 1, 1, 1], [label]).ink(0, 62, 68, 20);
    expect(of('日\u0007')).toEqual(of('??'));
    expect(of('ä')).not.toEqual(of('?'));
  });

  it('draws a batch without images or labels', () => {
    expect(draw([], [0, 1, 28, 28])).toMatchObject({ height: 6 });
    expect(draw([0], [1, 1, 1, 1], []).ink(0, 62, 68, 20).join('')).not.toContain('#');
  });

  it('does not take a wrong number of pixels', () => {
    expect(() => draw([1, 2, 3], [1, 1, 2, 2])).toThrow('3 pixels do not have the shape [1, 1, 2, 2].');
  });
});
