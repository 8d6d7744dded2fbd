import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { accuracyChart, lossChart } from './charts.ts';
import { makeStyle } from './style.ts';

it('x', () => {
  let seed = 1;
  const rnd = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const out: string[] = [];
  const mk = (n: number, f: (i: number) => number) =>
    [Array.from({ length: n }, (_, i) => i + 1), Array.from({ length: n }, (_, i) => f(i))] as const;
  for (const level of [0, 1] as const)
    for (const width of level === 0 ? [80, 44] : [100]) {
      const style = makeStyle(width, level);
      const [s, l] = mk(
        5064,
        (i) => (2.3 * Math.exp(-i / 150) + 0.05 + 0.1 * Math.exp(-i / 3000)) * Math.exp((rnd() + rnd() + rnd() - 1.5) * 2.2),
      );
      out.push(lossChart(s, l, { style }));
      const [s2, l2] = mk(100, (i) => (2.3 * Math.exp(-i / 30) + 0.3) * (0.8 + 0.4 * rnd()));
      out.push(lossChart(s2, l2, { style }));
      out.push(lossChart([1, 2, 3, 4], [2.3, NaN, 2.1, 1.9], { style }));
      out.push(
        accuracyChart(
          [
            { epoch: 1, trainAccuracy: 0.91, valAccuracy: 0.972 },
            { epoch: 2, trainAccuracy: 0.9745, valAccuracy: 0.983 },
            { epoch: 3, trainAccuracy: 0.985, valAccuracy: 0.9891 },
          ],
          { style },
        ),
      );
      out.push(
        accuracyChart(
          Array.from({ length: 40 }, (_, i) => ({
            epoch: i + 1,
            trainAccuracy: 0.999 - 0.4 * Math.exp(-i / 6),
            valAccuracy: 0.93 - 0.3 * Math.exp(-i / 4) + 0.01 * rnd(),
          })),
          { style },
        ),
      );
    }
  writeFileSync('/tmp/look.txt', out.join('\n\n') + '\n');
  const t = performance.now();
  const [s, l] = mk(100000, (i) => (2.3 * Math.exp(-i / 10000) + 0.05) * Math.exp((rnd() - 0.5) * 2.2));
  lossChart(s, l, { style: makeStyle(100, 0) });
  console.log('100k', performance.now() - t);
});
