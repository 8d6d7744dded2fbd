/** `configs/smoke.yaml` on the real MNIST, from the first step to the confusion matrix. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cnnRun, cnnRunJson, documentOf, ROOT, startCnnRun, temporaryFolder } from '../helpers/cli.ts';
import { exactFiles } from '../helpers/experiment-folder.ts';

const cwd = temporaryFolder();
const config = join(ROOT, 'configs/smoke.yaml');

it('trains, is interrupted, goes on, is measured; and learns the digits, to the same bits as when not interrupted', async () => {
  const whole = cnnRun(['train', config, '--runs', 'whole'], { cwd });
  const running = startCnnRun(['train', config, '--runs', 'interrupted', '--json'], { cwd });
  await running.untilStderr('epoch 1/2 ');
  running.kill('SIGINT');
  const interrupted = await running.ended;
  expect(interrupted).toMatchObject({ code: 130 });
  expect(documentOf(interrupted)).toMatchObject({ status: 'interrupted', epochs: 1 });

  const resumed = await cnnRunJson(['train', '--resume', 'last', '--runs', 'interrupted'], { cwd });
  expect(resumed).toMatchObject({ run: 'smoke-001', status: 'completed', epochs: 2, steps: 126 });
  expect(resumed.testAccuracy).toBeGreaterThan(0.9);

  const evaluated = await cnnRunJson(['eval', 'smoke-001', '--runs', 'interrupted'], { cwd });
  expect(evaluated).toMatchObject({ count: 1000, testAccuracy: resumed.testAccuracy, testLoss: resumed.testLoss });
  expect((evaluated.confusion as readonly unknown[]).length).toBe(10);

  expect(await whole).toMatchObject({ code: 0 });
  expect(exactFiles(join(cwd, 'interrupted/smoke-001'))).toEqual(exactFiles(join(cwd, 'whole/smoke-001')));
});
