import { replaceFile } from '../../base/files.ts';
import { checkSpace } from '../../config/check-space.ts';
import { type RecipeOptions, runRecipe } from '../../recipe/run-recipe.ts';
import type { RecipeSetup } from '../../recipe/setup.ts';
import type { RecipeRecord } from '../../records/recipe/recipe-record.ts';
import type { DimensionDescription } from '../../records/study/description.ts';
import { readStudy } from '../../records/study/read-study.ts';
import { studyCsv } from '../../report/study-csv.ts';
import { describeSpace } from '../../search/section.ts';
import { buildExperiment } from '../../train/experiment.ts';
import { TrialPool } from '../../trials/trial-pool.ts';
import type { Invocation } from '../command.ts';
import { loadExperiment } from '../load-experiment.ts';
import { countOption, durationOption, textOption } from '../options.ts';
import { printJson } from '../output.ts';
import { Interruption } from '../signals.ts';
import { MOST_WORKERS } from '../sweep/options.ts';
import { type PreparedSearch, prepareSearch } from '../sweep/prepare.ts';
import { usualWorkers } from '../sweep/settings.ts';
import { checkKeys, isFound } from './check-keys.ts';
import { openRecipeDisplay } from './display.ts';
import { openRecipe } from './open-recipe.ts';
import { printRecipe, recipeDocument, writeRecipeFiles } from './output.ts';
import { budgetPlan } from './plan.ts';
import { typedCommand } from './typed-command.ts';

/** `cnn-run recipe CONFIG`. @returns the exit code: 1 when a gate was not passed */
export async function recipe(invocation: Invocation): Promise<number> {
  const { options } = invocation;
  // From the start of the process: that is what the user waits.
  const began = 0;
  const budget = await durationOption(options, 'budget');
  const workers = countOption(options, 'workers', MOST_WORKERS) ?? usualWorkers();
  const [file = ''] = invocation.arguments;
  const loaded = await loadExperiment(file, invocation);
  checkSpace(loaded);
  const search = prepareSearch(loaded);
  // A network that cannot be built is found before anything is made.
  buildExperiment(loaded.config, { locate: loaded.locate, data: search.data, planOnly: true });
  const space = describeSpace(loaded.config.search?.space ?? {});
  checkKeys(space, loaded.locate);
  const budgetSeconds = budget === undefined ? undefined : budget / 1000;
  const { folder, lock, record, goesOn } = openRecipe(textOption(options, 'runs') ?? 'runs', search, {
    ...{
      file,
      command: typedCommand(invocation),
      budgetSeconds,
      workers,
      isNew: options.new === true,
      plan: budgetPlan(budgetSeconds),
    },
  });
  try {
    const display = await openRecipeDisplay(folder, record, goesOn);
    for (const note of search.data.notes) display.note(note);
    let pool: TrialPool | undefined;
    const interruption = new Interruption(() => {
      display.note('Interrupted: saving. (Once more to stop at once.)');
      pool?.interrupt();
    });
    let result: RecipeRecord;
    try {
      result = await runRecipe({
        ...{ folder, record, began, isForced: options.force === true, setup: setupOf(search, space, loaded.locate) },
        makePool(count) {
          pool = new TrialPool({ workers: count });
          return pool;
        },
        isInterrupted: () => interruption.isWished,
        onActivity: (step, text, done) => display.activity(step, text, done),
        async onRecord(so) {
          display.record(so);
          writeTables(folder, so);
          await writeRecipeFiles(folder, so, false);
        },
      });
    } finally {
      display.close();
      interruption.stop();
    }
    const page = await writeRecipeFiles(folder, result, true);
    if (options.json === true) printJson(recipeDocument(folder, folder.read(), page));
    else await printRecipe(folder, result, page);
    if (result.status === 'interrupted') return interruption.exitCode;
    return result.status === 'completed' ? 0 : 1;
  } finally {
    lock.release();
  }
}

function setupOf(
  { config, data, datasets, configs }: PreparedSearch,
  space: readonly DimensionDescription[],
  locate: (path: readonly (string | number)[]) => string,
): RecipeSetup {
  return {
    ...{ config, data, datasets },
    extra: space.filter(({ key }) => !isFound(key)),
    given: space.filter(({ key }) => isFound(key)),
    configs: { variant: (params) => configs.variant(params), render: (variant) => configs.render(variant as typeof config) },
    build: (variant, threads) => buildExperiment(variant, { locate, data, threads }),
  };
}

/** The table of each search that is there. */
function writeTables(folder: RecipeOptions['folder'], { steps }: RecipeRecord): void {
  for (const { evidence } of steps) {
    if (evidence?.kind !== 'search') continue;
    const study = folder.study(evidence.study);
    if (study.exists) replaceFile(study.tablePath, studyCsv(readStudy(study)));
  }
}
