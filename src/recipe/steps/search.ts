import { createHash } from 'node:crypto';
import { percent } from '../../base/format.ts';
import { flowText } from '../../base/value-text.ts';
import type { BestTrial, SearchEvidence } from '../../records/recipe/recipe-record.ts';
import type { Params } from '../../records/study/description.ts';
import { readHeader } from '../../records/study/journal.ts';
import { bestTrial } from '../../records/study/ranking.ts';
import { createStudyAt, type StudyFolder } from '../../records/study/study-folder.ts';
import type { StudyHeader, StudyRecord, TrialRecord } from '../../records/study/trial-record.ts';
import { edgesOf } from '../../search/analysis/edges.ts';
import type { SearchSettings } from '../../search/plan.ts';
import type { TrialConfigs } from '../../trials/objective.ts';
import { type SearchEnd, SearchSession } from '../../trials/search-session.ts';
import { nextStage, type Stage } from '../budget.ts';
import type { SearchSize } from '../search-plan.ts';
import type { RecipeConfig, StepContext } from '../setup.ts';
import { DECAY, RATE } from '../spaces.ts';

/** One of the searches of a recipe. */
export interface RecipeSearch {
  /** Its folder, relative to the recipe: `studies/coarse`. */
  readonly name: string;
  readonly stage: Stage;
  readonly settings: SearchSettings;
  readonly size: SearchSize;
  /** How many times the best is trained again, with other seeds. */
  readonly repeats?: number;
}

export interface SearchResult {
  readonly record: StudyRecord;
  readonly end: SearchEnd;
  readonly best: TrialRecord | undefined;
  readonly evidence: SearchEvidence;
}

/** Runs a search, or goes on with it: constant learning rate, as long as its size says. */
export async function runSearch(context: StepContext, search: RecipeSearch): Promise<SearchResult> {
  const { config, budget, pool, datasets, tell, isInterrupted } = context;
  const { name, stage, settings, size, repeats = 0 } = search;
  const session = new SearchSession({
    ...{ folder: openFolder(context, search), settings, seed: config.seed, epochs: size.epochs, pool, datasets },
    configs: searchConfigs(context.configs, size),
  });
  try {
    const done = () => session.record.trials.filter(({ state }) => state !== 'unfinished').length;
    const show = () => {
      const best = bestTrial(session.record.trials, settings.metric);
      const so = best === undefined ? '' : `, best so far ${percent(best.valAccuracy ?? Number.NaN)}`;
      tell(`trial ${Math.min(size.trials, done() + 1)} of ${size.trials}${so}`, done() / size.trials);
    };
    show();
    const run = (within: Stage) => session.run({ trials: size.trials, limit: budget.limitFor(within), onEnd: show });
    let end = await run(stage);
    // A machine that is slower than it was measured: one trial at least, at the cost of the next stage. What is begun goes on.
    if (end === 'out of time' && done() === 0 && !isInterrupted()) end = await run(nextStage(stage));
    const best = bestTrial(session.record.trials, settings.metric);
    if (best !== undefined && repeats > 0 && end !== 'stopped' && end !== 'out of time') {
      tell('the best once more, with other seeds');
      await session.repeat(
        [best],
        Array.from({ length: repeats }, (_, i) => config.seed + 1 + i),
      );
    }
    const { record } = session;
    return { record, end, best, evidence: evidenceOf(name, settings, size, record, best) };
  } finally {
    session.close();
  }
}

/** Every trial as the search wants it: so many epochs at a constant rate, no early end. */
function searchConfigs(
  configs: TrialConfigs<RecipeConfig>,
  { epochs, limitTrain }: Omit<SearchSize, 'trials'>,
): TrialConfigs<RecipeConfig> {
  const length: Params = {
    'train.epochs': epochs,
    'train.steps': null,
    'train.earlyStopping': null,
    'schedule.type': 'constant',
  };
  const part: Params = limitTrain === undefined ? {} : { 'data.limitTrain': limitTrain };
  return { variant: (params) => configs.variant({ ...length, ...part, ...params }), render: (config) => configs.render(config) };
}

/** Learning rate and weight decay first, as people type them. */
export function paramsText(params: Params): string {
  const names: Readonly<Record<string, string>> = { [RATE]: 'learning rate', [DECAY]: 'weight decay' };
  return Object.entries(params)
    .map(([key, value]) => `${names[key] ?? key} ${flowText(value)}`)
    .join(', ');
}

/** What the record says of a trial. @param study relative to the recipe */
export function bestOf(study: string, trial: TrialRecord): BestTrial {
  const { index, params, valAccuracy = Number.NaN, valLoss } = trial;
  return { index, params, valAccuracy, valLoss, run: `${study}/${trial.run}` };
}

function openFolder({ folder, config, data, configs }: StepContext, { name, settings, size }: RecipeSearch): StudyFolder {
  const study = folder.study(name);
  const decides = { settings, size, config: configs.render(config) };
  const header: StudyHeader = {
    ...{ version: 1, config: config.name, seed: config.seed, metric: settings.metric, space: settings.space },
    ...{ sampler: settings.sampler, pruner: settings.pruner, epochs: size.epochs, fingerprint: data.dataset.fingerprint },
    identity: createHash('sha256').update(JSON.stringify(decides)).digest('hex'),
  };
  if (study.exists && readHeader(study.journalPath)?.identity === header.identity) return study;
  return createStudyAt(study.path, header);
}

function evidenceOf(
  study: string,
  { sampler, space }: SearchSettings,
  { epochs, limitTrain }: SearchSize,
  record: StudyRecord,
  best: TrialRecord | undefined,
): SearchEvidence {
  const { trials } = record;
  const count = (state: TrialRecord['state']) => trials.filter((trial) => trial.state === state).length;
  return {
    ...{ kind: 'search', study, sampler, space, trials: trials.length, epochs, limitTrain },
    counts: { completed: count('completed'), pruned: count('pruned'), diverged: count('diverged'), failed: count('failed') },
    best: best === undefined ? undefined : bestOf(study, best),
    edges: edgesOf(record).map(({ text }) => text),
  };
}
