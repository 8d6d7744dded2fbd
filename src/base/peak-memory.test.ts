import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from '../../test/helpers/cli.ts';

/** Measured in a program of its own, before and after it takes 100 MB. */
const SCRIPT = `
import { peakMemory } from './dist/base/peak-memory.js';
const before = peakMemory();
const block = Buffer.alloc(100e6, 1);
console.log(JSON.stringify([before, peakMemory(), block.length]));`;

it('grows with what the program takes, and is not that of the one that started it', () => {
  const large = Buffer.alloc(300e6, 1);
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT], { cwd: ROOT, encoding: 'utf8' });
  const [before = 0, after = 0, taken = 0] = JSON.parse(text) as number[];
  expect(before).toBeGreaterThan(20e6);
  expect(before).toBeLessThan(large.length / 2);
  expect(after).toBeGreaterThan(before + 0.9 * taken);
});
