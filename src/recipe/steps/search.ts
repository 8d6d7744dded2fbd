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
import { takesValue } from '../../trials/takes-value.ts';
import { type Stage, stagesAfter } from '../budget.ts';
import { newEdges } from '../new-edges.ts';
import type { SearchSize } from '../search-plan.ts';
import type { RecipeConfig, StepContext } from '../setup.ts';
import { DECAY, RATE } from '../spaces.ts';
import { shortWarmUp } from '../warm-up.ts';

/** One of the searches of a recipe. */
export interface RecipeSearch {
  /** Its folder, relative to the recipe: `studies/coarse`. */
  readonly name: string;
  readonly stage: Stage;
  readonly settings: SearchSettings;
  /** Of the sampler; trainings have that of the config. */
  readonly seed: number;
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
  const { stage, settings, seed, size, repeats = 0 } = search;
  const session = new SearchSession({
    ...{ folder: openFolder(context, search), settings, seed, epochs: size.epochs, pool, datasets },
    configs: searchConfigs(context, size),
  });
  try {
    const done = () => session.record.trials.filter(({ state }) => state !== 'unfinished').length;
    const show = () => {
      const best = bestTrial(session.record.trials, settings.metric);
      const so = best === undefined ? '' : `, best so far ${percent(best.valAccuracy ?? Number.NaN)}`;
      tell(`trial ${Math.min(size.trials, done() + 1)} of ${size.trials}${so}`, done() / size.trials);
    };
    show();
    const run = (within: Stage, trials: number) => session.run({ trials, limit: budget.limitFor(within), onEnd: show });
    let end = await run(stage, size.trials);
    // A machine that is slower than it was measured: the first trials at least, at the cost of the next stages. What is begun goes on.
    for (const later of stagesAfter(stage)) {
      if (end !== 'out of time' || done() > 0 || isInterrupted()) break;
      const first = Math.min(size.trials, pool.workers);
      end = await run(later, first);
      if (end === 'complete' && first < size.trials) end = 'out of time';
    }
    const best = bestTrial(session.record.trials, settings.metric);
    if (best !== undefined && repeats > 0 && end !== 'stopped' && end !== 'out of time') {
      tell('the best once more, with other seeds');
      await session.repeat(
        [best],
        Array.from({ length: repeats }, (_, i) => config.seed + 1 + i),
      );
    }
    const { record } = session;
    return { record, end, best, evidence: evidenceOf(context, search, record, best) };
  } finally {
    session.close();
  }
}

/** Every trial as the search wants it: so many epochs at a constant rate, no early end. */
function searchConfigs(
  { configs, config, data }: StepContext,
  { epochs, limitTrain }: Omit<SearchSize, 'trials'>,
): TrialConfigs<RecipeConfig> {
  const images = limitTrain ?? data.train.indices.length;
  const length: Params = {
    ...shortWarmUp(config.schedule, Math.ceil(images / config.train.batchSize), epochs),
    'train.epochs': epochs,
    'train.steps': null,
    'train.earlyStopping': null,
    'schedule.type': 'constant',
  };
  const part: Params = limitTrain === undefined ? {} : { 'data.limitTrain': limitTrain };
  return {
    variant: (params) => configs.variant({ ...length, ...part, ...params }),
    render: (variant) => configs.render(variant),
  };
}

/** Learning rate and weight decay first, as people type them. */
export function paramsText(params: Params): string {
  return Object.entries(params)
    .map(([key, value]) => `${nameOf(key)} ${flowText(value)}`)
    .join(', ');
}

function nameOf(key: string): string {
  const names: Readonly<Record<string, string>> = { [RATE]: 'learning rate', [DECAY]: 'weight decay' };
  return names[key] ?? key;
}

/** What the record says of a trial. @param study relative to the recipe */
export function bestOf(study: string, trial: TrialRecord): BestTrial {
  const { index, params, valAccuracy = Number.NaN, valLoss } = trial;
  return { index, params, valAccuracy, valLoss, run: `${study}/${trial.run}` };
}

function openFolder({ folder, config, data, configs }: StepContext, { name, settings, seed, size }: RecipeSearch): StudyFolder {
  const study = folder.study(name);
  const decides = { settings, seed, size, config: configs.render(config) };
  const header: StudyHeader = {
    ...{ version: 1, config: config.name, seed, metric: settings.metric, space: settings.space },
    ...{ sampler: settings.sampler, pruner: settings.pruner, epochs: size.epochs, fingerprint: data.dataset.fingerprint },
    identity: createHash('sha256').update(JSON.stringify(decides)).digest('hex'),
  };
  if (study.exists && readHeader(study.journalPath)?.identity === header.identity) return study;
  return createStudyAt(study.path, header);
}

function evidenceOf(
  { configs, record: so }: StepContext,
  { name: study, settings: { sampler, space }, size: { epochs, limitTrain } }: RecipeSearch,
  record: StudyRecord,
  best: TrialRecord | undefined,
): SearchEvidence {
  const isAllowed = takesValue(configs, best?.params);
  const earlier = so.steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [evidence.space] : []));
  const { trials } = record;
  const count = (state: TrialRecord['state']) => trials.filter((trial) => trial.state === state).length;
  return {
    ...{ kind: 'search', study, sampler, space, trials: trials.length, epochs, limitTrain },
    counts: { completed: count('completed'), pruned: count('pruned'), diverged: count('diverged'), failed: count('failed') },
    best: best === undefined ? undefined : bestOf(study, best),
    edges: newEdges(edgesOf(record, isAllowed), space, earlier).map(({ text }) => text),
  };
}

/** Trials that learn nothing are stopped, unless the user wanted to go on where no learning rate made the loss drop. */
export function diagnoses({ record }: StepContext): boolean {
  return !record.steps.some(({ name, status }) => name === 'learningRate' && status === 'forced');
}

/** What a search that had not time enough did not do; nothing where it did all. */
export function cutShort({ trials: planned }: SearchSize, { trials, header }: StudyRecord, end: SearchEnd): string {
  if (end !== 'out of time') return '';
  const ended = trials.filter(({ state }) => state !== 'unfinished');
  const untried = header.space.flatMap((dimension) => {
    if (dimension.type !== 'choice') return [];
    const left = dimension.values.filter(
      (value) => !ended.some(({ params }) => flowText(params[dimension.key]) === flowText(value)),
    );
    return left.length === 0 ? [] : [`${nameOf(dimension.key)} ${left.map(flowText).join(', ')}`];
  });
  const what = untried.length === 0 ? '' : `; not tried: ${untried.join('; ')}`;
  return ` The time was over after ${ended.length} of ${planned} trials${what}.`;
}
