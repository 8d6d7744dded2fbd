import { count, duration, percent } from '../../base/format.ts';
import { type RecipeView, recipeName } from '../recipe-view.ts';
import { plural, standing } from '../seven-steps/recipe-facts.ts';
import { roundsOf, trialsOf } from '../seven-steps/step-states.ts';
import { type KeyFigure, type Page, pageHtml } from './page.ts';
import type { ReportPage } from './run-report.ts';
import { notesSection } from './sections/notes.ts';
import { initialLoss, learningRate, overfitSample } from './seven-steps/begin.ts';
import { again, learningCurves } from './seven-steps/end.ts';
import { final } from './seven-steps/final.ts';
import { coarseSearch, refinedSearch } from './seven-steps/searches.ts';
import { strip } from './seven-steps/strip.ts';
import { time } from './seven-steps/time.ts';

const SECTIONS = [
  ...[strip, initialLoss, overfitSample, learningRate, coarseSearch, refinedSearch],
  ...[learningCurves, again, final, time],
];

/** The seven steps of a recipe as a page: what each decided, and the pictures that it went by. Steps that were not reached have no section. */
export function recipeReportHtml(view: RecipeView): ReportPage {
  const made = SECTIONS.flatMap(({ make }) => make(view) ?? []);
  const notes = notesSection(notesOf(view), []);
  const sections = notes === undefined ? made : [...made, notes];
  const { config, file } = view.record;
  const html = pageHtml({
    ...{
      title: recipeName(view),
      kind: `Recipe of ${config}, ${file}`,
      status: statusOf(view),
      figures: figuresOf(view),
      sections,
    },
  });
  return { html, sections: sections.map(({ id }) => id) };
}

function statusOf({ record }: RecipeView): Page['status'] {
  const { status } = record;
  return { text: standing(record), mood: status === 'completed' ? 'good' : status === 'stopped' ? 'bad' : 'neutral' };
}

function figuresOf({ record }: RecipeView): KeyFigure[] {
  const { final, seconds, budgetSeconds, workers } = record;
  const best = record.steps.findLast(({ evidence }) => evidence?.kind === 'search' && evidence.best !== undefined)?.evidence;
  const searched = best?.kind === 'search' ? best.best?.valAccuracy : undefined;
  const validation =
    final?.valAccuracy !== undefined
      ? { value: final.valAccuracy, detail: 'final training, best epoch' }
      : searched === undefined
        ? undefined
        : { value: searched, detail: 'the best of the last search' };
  const trials = trialsOf(record);
  const rounds = roundsOf(record);
  return [
    ...(final?.testAccuracy === undefined
      ? []
      : [{ label: 'Test accuracy', value: percent(final.testAccuracy), detail: 'measured once, at the end' }]),
    ...(validation === undefined
      ? []
      : [{ label: 'Validation accuracy', value: percent(validation.value), detail: validation.detail }]),
    ...(trials === 0
      ? []
      : [
          {
            ...{ label: 'Trials', value: count(trials) },
            detail: `${rounds === 0 ? '' : `${plural(rounds, 'round')}, `}${plural(workers, 'worker')}`,
          },
        ]),
    {
      ...{ label: 'Time', value: duration(seconds) },
      detail: budgetSeconds === undefined ? undefined : `of a budget of ${duration(budgetSeconds)}`,
    },
  ];
}

/** What is missing and why. */
function notesOf({ record, studies, curves }: RecipeView): string[] {
  const searches = record.steps.flatMap(({ evidence }) => (evidence?.kind === 'search' ? [evidence.study] : []));
  const looked = record.steps.flatMap(({ evidence }) => (evidence?.kind === 'learningCurves' ? [evidence.run] : []));
  const runs = new Set([...looked, ...(record.final === undefined ? [] : [record.final.run])]);
  return [
    ...searches
      .filter((name) => !studies.has(name))
      .map((name) => `The study ${name} could not be read: its trials are not shown.`),
    ...[...runs].filter((run) => !curves.has(run)).map((run) => `The run ${run} could not be read: its curves are not shown.`),
    ...(record.final !== undefined && record.final.testAccuracy === undefined ? ['The data have no test images.'] : []),
  ];
}
