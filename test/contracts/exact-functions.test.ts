/** The same config and seed give the same bits with every version of Node.js: nothing that decides a result may use what the standard leaves open. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../helpers/cli.ts';

/** Functions whose last bits ECMAScript leaves to the engine. `base/exact-math.ts` has what is needed of them. */
const OPEN = /\bMath\.(a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log1p|log2|log10|pow|hypot|cbrt)\b/g;
/** Squares, and powers of two, are exact in every engine that Node.js had; other powers are not. */
const POWER = /(\S+) \*\* (\S+)/g;

/** What is only drawn may differ by less than can be seen; oracles are for tests. */
const isFree = (path: string) => /^report\/|\.(test|reference)\.ts$/.test(path);

it('results use no function that engines round each in their way', () => {
  const folder = join(ROOT, 'src');
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    if (!path.endsWith('.ts') || isFree(path)) return [];
    const code = readFileSync(join(folder, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    const powers = [...code.matchAll(POWER)].filter(
      ([, base = '', power = '']) => !/\b2$/.test(base) && !/^2(?![\w.])/.test(power),
    );
    return [...code.matchAll(OPEN), ...powers].map(([text]) => `${path}: ${text}`);
  });
  expect(found).toEqual([]);
});
