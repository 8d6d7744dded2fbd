import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from '../../test/helpers/cli.ts';
import { peakMemory } from './peak-memory.ts';

it('is at least what the process has now, and grows with what it takes', () => {
  const before = peakMemory();
  expect(before).toBeGreaterThanOrEqual(0.5 * process.memoryUsage.rss());
  const block = Buffer.alloc(before + 64e6, 1);
  expect(peakMemory()).toBeGreaterThan(block.length);
});

it('is that of the program alone, not of the one that started it', () => {
  const large = Buffer.alloc(300e6, 1);
  const script = `import { peakMemory } from './dist/base/peak-memory.js'; console.log(peakMemory())`;
  const child = Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, encoding: 'utf8' }));
  expect(child).toBeLessThan(large.length / 2);
});
