/** The final training on a machine whose speed changes: a budget that tells, after each epoch, for how many more there is time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/helpers/experiment.ts';
import { makeImageFolder } from '../../../test/helpers/idx-files.ts';
import { fullSchema } from '../../config/full-schema.ts';
import { loadAs } from '../../config/load.ts';
import { renderConfig } from '../../config/render.ts';
import { prepareData } from '../../data/prepare.ts';
import { RecipeFolder } from '../../records/recipe/recipe-folder.ts';
import { buildExperiment, type ExperimentConfig } from '../../train/experiment.ts';
import { openRunAt } from '../../train/open-run.ts';
import { runSession } from '../../train/session.ts';
import type { FinalPlan } from '../final-plan.ts';
import type { StepContext } from '../setup.ts';
import { trainFinally } from './final-training.ts';

const folder = temporaryFolder('final');
const BEST = { index: 0, params: { 'optimizer.lr': 0.02 }, valAccuracy: 1, valLoss: 0, run: '' };
const AMPLE = 1e9;
/** Of an epoch: 54 images in batches of 8. */
const STEPS = 7;

async function load(schedule: string) {
  const data = makeImageFolder(join(folder, 'data'), { train: 60, test: 20 });
  const file = join(folder, `${schedule}.yaml`);
  writeFileSync(
    file,
    `data: { dataset: idx, path: ${data} }\nmodel: [flatten, { type: linear, features: 8 }, { type: batchNorm1d }, relu, { type: linear, features: classes }]\n` +
      `optimizer: { type: sgd, momentum: 0.9 }\nschedule: ${schedule}\ntrain: { batchSize: 8 }\n`,
  );
  return await loadAs(async () => fullSchema, file, {});
}

/** @param secondsLeft asked after each epoch: 0 is time for one more, `AMPLE` for 200 in all */
async function context(name: string, schedule: string, secondsLeft: () => number) {
  const loaded = await load(schedule);
  const { config } = loaded;
  mkdirSync(join(folder, name));
  const told: string[] = [];
  const of = {
    folder: new RecipeFolder(join(folder, name)),
    data: prepareData(config.data, config.seed),
    configs: { variant: (params: object) => loaded.variant(params as never), render: renderConfig },
    budget: { total: 1, spent: 2, leftFor: secondsLeft },
    tell: (text: string) => told.push(text),
    isInterrupted: () => false,
  } as unknown as StepContext;
  /** Steps of the first epoch, as often as it was trained. */
  return { of, firstSteps: () => told.filter((text) => text.startsWith('epoch 1 of ')).length };
}

/** Trains to the end, with every other plan it asks for. */
async function trainToTheEnd(of: StepContext, first: FinalPlan) {
  const plans = [first];
  for (;;) {
    const outcome = await trainFinally(of, plans.at(-1) as FinalPlan, BEST, plans.length < 6);
    if (outcome.end === 'done') return { plans, weights: of.folder.run('final').readSummary()?.weightsSha256, outcome };
    if (outcome.end === 'interrupted') throw new Error('nobody interrupted it');
    plans.push(outcome.plan);
  }
}

/** The weights that the config left behind trains to, in one go. */
async function weightsOfBest(of: StepContext) {
  const config = (await loadAs(async () => fullSchema, of.folder.bestConfigPath, {})).config as ExperimentConfig;
  const { run } = openRunAt(join(of.folder.path, 'again'), 'again', of.data.summary);
  const experiment = buildExperiment(config, { data: of.data });
  const { summary } = await runSession(experiment, run, undefined, {});
  await experiment.engine.stopThreads();
  return summary.weightsSha256;
}

describe('the final training', () => {
  it.each([
    ['becomes shorter on a machine that is slower', () => 0, [{ epochs: 2, decayEpochs: 1 }]],
    ['becomes longer on one that is faster', () => AMPLE, [{ epochs: 200, decayEpochs: 80 }]],
  ])('%s, and its config trains to the same bits', async (_, secondsLeft, expected) => {
    const { of, firstSteps } = await context(`of ${expected[0]?.epochs}`, 'constant', secondsLeft);
    const { plans, weights, outcome } = await trainToTheEnd(of, { epochs: 10, decayEpochs: 4 });
    expect(plans.slice(1)).toEqual(expected);
    expect(outcome.final).toMatchObject({ epochs: expected[0]?.epochs, schedule: 'trapezoid', params: BEST.params });
    expect(firstSteps()).toBe(STEPS);
    expect(weights).toBe(await weightsOfBest(of));
  });

  it('keeps the schedule of the config, with which it is begun anew', async () => {
    const { of, firstSteps } = await context('cosine', 'cosine', () => 0);
    const { plans, weights, outcome } = await trainToTheEnd(of, { epochs: 10, decayEpochs: undefined });
    expect(plans.slice(1)).toEqual([{ epochs: 1, decayEpochs: undefined }]);
    expect(outcome.final).toMatchObject({ epochs: 1, schedule: 'cosine' });
    expect(firstSteps()).toBe(2 * STEPS);
    expect(weights).toBe(await weightsOfBest(of));
  });
});
