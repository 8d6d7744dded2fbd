import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAs } from '../../src/config/load.ts';
import { experimentSchema } from '../../src/config/schema.ts';
import { buildExperiment } from '../../src/train/experiment.ts';
import { ROOT, temporaryFolder } from '../helpers/cli.ts';

interface Point {
  readonly axis: string;
  readonly value: number;
  readonly config: unknown;
}

const study: string = join(ROOT, 'test/bench/harness/scaling.mjs');
const { points, isCliff } = (await import(study)) as {
  points: readonly Point[];
  isCliff(before: number, after: number): boolean;
};
const folder = temporaryFolder();

it.each([...new Set(points.map(({ axis }) => axis))])(
  'the study of scaling asks for more work from row to row: %s',
  async (axis) => {
    const work: number[] = [];
    for (const { value, config } of points.filter((point) => point.axis === axis)) {
      const file = join(folder, `${axis}-${value}.json`);
      writeFileSync(file, JSON.stringify(config));
      const { network, config: loaded } = buildExperiment((await loadAs(experimentSchema, file)).config, { planOnly: true });
      work.push(loaded.train.batchSize * network.layers.reduce((sum, { macs }) => sum + macs, 0));
    }
    expect(work.length).toBeGreaterThan(4);
    expect(work).toEqual(work.toSorted((a, b) => a - b));
    expect(new Set(work).size).toBe(work.length);
  },
);

it('calls it a cliff when more work at once runs at less than two thirds of the rate', () => {
  expect([isCliff(40, 60), isCliff(40, 30), isCliff(40, 26)]).toEqual([false, false, true]);
});
