/** What the doctor tells people to type is what a config takes. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAs } from '../../src/config/load.ts';
import { experimentSchema } from '../../src/config/schema.ts';
import type { TrainingSettings } from '../../src/curves/curve-log.ts';
import { diagnose } from '../../src/curves/doctor/diagnose.ts';
import { ROOT } from '../helpers/cli.ts';
import { syntheticCurves } from './synthetic.ts';

const SETTINGS: TrainingSettings = {
  ...{ classes: 10, chanceLoss: undefined, optimizer: 'sgd', learningRate: 0.03, weightDecay: 0, schedule: 'constant' },
  ...{ epochs: 12, steps: undefined, hasAugmentation: false, hasDropout: false },
};
const VARIANTS: readonly Partial<TrainingSettings>[] = [
  {},
  { weightDecay: 0.01, hasAugmentation: true },
  { epochs: 1 },
  { epochs: undefined, steps: 500 },
];

it.each(VARIANTS)('overrides can be typed as they are (%o)', async (variant) => {
  const overrides = new Set(
    syntheticCurves(5, 4).flatMap(({ log }) =>
      diagnose({ ...log, settings: { ...SETTINGS, ...variant } }).flatMap(({ override }) => override ?? []),
    ),
  );
  expect(overrides.size).toBeGreaterThan(3);
  for (const override of overrides) {
    const words = override.split(' ').map((word) => word.replaceAll('"', ''));
    await expect(
      loadAs(experimentSchema, join(ROOT, 'configs/bench-d-tiny.yaml'), { overrides: words }),
      override,
    ).resolves.toBeDefined();
  }
});
