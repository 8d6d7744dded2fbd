import { expect, it } from 'vitest';
import { augmentedBy, tally } from '../../../test/helpers/augmentation.ts';

const SHAPE = { channels: 2, height: 4, width: 5 };
const IMAGE = Array.from({ length: 40 }, (_, i) => i + 1);

/** The image moved by (down, right), by its definition. */
function moved(down: number, right: number, fill: number): readonly number[] {
  const { height, width } = SHAPE;
  return IMAGE.map((_, i) => {
    const y = (Math.floor(i / width) % height) - down;
    const x = (i % width) - right;
    const isInside = y >= 0 && y < height && x >= 0 && x < width;
    return isInside ? (IMAGE[i - down * width - right] ?? Number.NaN) : fill;
  });
}

it.each([
  { pixels: 1, most: [1, 1], fill: 99 },
  { pixels: 3, most: [3, 3], fill: 0 },
  { pixels: [0, 4], most: [0, 4], fill: 255 },
  { pixels: [2, 0], most: [2, 0], fill: 7 },
] as const)('moves by every whole number of pixels there is, equally often: $pixels', ({ pixels, most: [down, right], fill }) => {
  const places = (2 * down + 1) * (2 * right + 1);
  const times = 300;
  const counts = tally(augmentedBy('shift', { pixels, fill }, SHAPE, IMAGE, places * times));
  const expected = new Set<string>();
  for (let y = -down; y <= down; y++) {
    for (let x = -right; x <= right; x++) expected.add(y === 0 && x === 0 ? 'as it is' : moved(y, x, fill).join(' '));
  }
  expect(new Set(counts.keys())).toEqual(expected);
  // Five standard deviations: one of the shifts is off by four now and then.
  for (const count of counts.values()) expect(Math.abs(count - times)).toBeLessThan(5 * Math.sqrt(times));
});

it('moves by two pixels and fills with black by default', () => {
  const [, image] = augmentedBy('shift', {}, { channels: 1, height: 28, width: 28 }, new Array(784).fill(9), 2);
  expect([...new Set(image)].sort()).toEqual([0, 9]);
});

it('refuses to move images out of sight', () => {
  expect(() => augmentedBy('shift', { pixels: 4 }, SHAPE, IMAGE, 1)).toThrow(
    'shift: images would be moved out of sight\n  image    4 x 5   (height x width)\n  pixels   4 x 4\n  ' +
      'Choose fewer pixels than the image has; [vertical, horizontal] if it is long and narrow.',
  );
  expect(() => augmentedBy('shift', { pixels: [3, 5] }, SHAPE, IMAGE, 1)).toThrow('out of sight');
  expect(() => augmentedBy('shift', { pixels: [3, 4] }, SHAPE, IMAGE, 1)).not.toThrow();
});
