import { expect, it } from 'vitest';
import { augmentedBy } from '../../../test/helpers/augmentation.ts';
import { Draws } from './draws.ts';

const FILL = 40;

/** The angle that `augmentedBy` draws for an image, in radians. */
function angleOf(position: number, degrees: number): number {
  const draws = new Draws(1, 0);
  draws.begin(1, position);
  return ((2 * draws.uniform() - 1) * degrees * Math.PI) / 180;
}

/** The image turned by its definition, before rounding. */
function turned(image: readonly number[], height: number, width: number, angle: number): readonly number[] {
  const pixel = (y: number, x: number) =>
    y >= 0 && y < height && x >= 0 && x < width ? (image[y * width + x] ?? Number.NaN) : FILL;
  return image.map((_, i) => {
    const fromX = (i % width) - (width - 1) / 2;
    const fromY = Math.floor(i / width) - (height - 1) / 2;
    const x = Math.cos(angle) * fromX - Math.sin(angle) * fromY + (width - 1) / 2;
    const y = Math.sin(angle) * fromX + Math.cos(angle) * fromY + (height - 1) / 2;
    let sum = 0;
    for (let row = Math.floor(y); row <= Math.floor(y) + 1; row++) {
      for (let column = Math.floor(x); column <= Math.floor(x) + 1; column++)
        sum += (1 - Math.abs(y - row)) * (1 - Math.abs(x - column)) * pixel(row, column);
    }
    return sum;
  });
}

it.each([
  { degrees: 10, height: 9, width: 9 },
  { degrees: 180, height: 6, width: 11 },
  { degrees: 45, height: 1, width: 4 },
])('turns about the centre, up to $degrees degrees: $height x $width', ({ degrees, height, width }) => {
  const image = Array.from({ length: 2 * height * width }, (_, i) => (i * 97) % 256);
  const plane = height * width;
  augmentedBy('rotate', { degrees, fill: FILL }, { channels: 2, height, width }, image, 50).forEach((outcome, position) => {
    const angle = angleOf(position, degrees);
    const expected = [image.slice(0, plane), image.slice(plane)].flatMap((channel) => turned(channel, height, width, angle));
    outcome?.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? Number.NaN)), `${position} ${i}`).toBeLessThan(0.5 + 1e-9);
    });
    expect(outcome).toBeDefined();
  });
});

it('draws angles in both directions, up to the given one', () => {
  const angles = Array.from({ length: 2000 }, (_, position) => (180 * angleOf(position, 30)) / Math.PI);
  expect(Math.min(...angles)).toBeLessThan(-29.8);
  expect(Math.max(...angles)).toBeGreaterThan(29.8);
  expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(30);
  // A point to the right of the centre, which turns counterclockwise for positive angles: upwards.
  const image = Array.from({ length: 81 }, (_, i) => (i === 4 * 9 + 8 ? 255 : 0));
  const [first = []] = augmentedBy('rotate', { degrees: 90 }, { channels: 1, height: 9, width: 9 }, image, 1);
  const isUp = first.slice(0, 36).some((value) => value > 60);
  expect(isUp).toBe(angleOf(0, 90) > 0);
});
