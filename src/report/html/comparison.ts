import { curvePlan } from '../chart/curve-plans.ts';
import type { CurveKind } from '../chart/curve-series.ts';
import type { FigureName } from '../comparison.ts';
import type { ConfigDifference } from '../config-differences.ts';
import { measuredText } from '../figure-text.ts';
import { inOneUnit } from '../one-unit.ts';
import { chartFigure } from './chart-figure.ts';
import { comparedFigures } from './compared-figures.ts';
import type { ComparedRun } from './compared-run.ts';
import { html } from './html.ts';
import { type KeyFigure, pageHtml } from './page.ts';
import type { ReportPage } from './run-report.ts';
import type { ReportSection } from './section.ts';
import { notesSection } from './sections/notes.ts';

/** What a page about several trainings is made of. */
export interface ComparisonReport {
  readonly runs: readonly ComparedRun[];
  readonly differences: readonly ConfigDifference[];
  readonly notes: readonly string[];
}

const CHARTS: readonly {
  readonly kind: CurveKind;
  readonly id: string;
  readonly size: 'large' | 'small';
  readonly subject: string;
}[] = [
  { kind: 'loss', id: 'loss', size: 'large', subject: 'the loss' },
  { kind: 'accuracy', id: 'accuracy', size: 'large', subject: 'the accuracy' },
  { kind: 'learningRate', id: 'learning-rate', size: 'small', subject: 'the learning rate' },
  { kind: 'gradientNorm', id: 'gradient-norm', size: 'small', subject: 'the gradient norm' },
];
const MOST_NAMED = 3;

/** Trainings over one another: their curves, what they came to and whether that is more than noise, how their configs differ. */
export function comparisonHtml({ runs, differences, notes }: ComparisonReport): ReportPage {
  const names = runs.map(({ log }) => log.name);
  const logs = inOneUnit(runs.map(({ log }) => log)).map((log, i) => ({ ...log, name: names[i] ?? log.name }));
  const plans = CHARTS.map((chart) => ({ ...chart, plan: curvePlan(chart.kind, logs) }));
  const missing = plans.filter(({ plan }) => plan === undefined).map(({ subject }) => subject);
  const sections = [
    comparedFigures(runs),
    differencesSection(differences, names),
    ...plans.flatMap(({ id, size, plan }): ReportSection[] => {
      if (plan === undefined) return [];
      return [{ id, title: plan.title, width: size === 'large' ? 'full' : 'half', body: chartFigure(plan, size) }];
    }),
    notesSection(notes, missing),
  ].filter((section) => section !== undefined);
  const title =
    names.length > MOST_NAMED
      ? `${names.slice(0, MOST_NAMED - 1).join(', ')} and ${names.length - MOST_NAMED + 1} more`
      : names.join(', ');
  const page = pageHtml({ title, kind: 'Comparison of trainings', status: undefined, figures: bests(runs), sections });
  return { html: page, sections: sections.map(({ id }) => id) };
}

function differencesSection(differences: readonly ConfigDifference[], names: readonly string[]): ReportSection | undefined {
  if (differences.length === 0) return undefined;
  return {
    ...{ id: 'config', title: 'What differs in the configs', width: 'full' },
    body: html`<div class="scroll" tabindex="0" role="region" aria-label="Configs"><table class="compared">
<thead><tr><th scope="col">Key</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${differences.map(({ key, values }) => html`<tr><th scope="row"><code>${key}</code></th>${values.map((value) => html`<td>${value ?? '-'}</td>`)}</tr>`)}</tbody></table></div>`,
  };
}

/** Which training did best, by each measure. */
function bests(runs: readonly ComparedRun[]): KeyFigure[] {
  return [
    best(runs, 'testAccuracy', 'Best test accuracy', (a, b) => a > b),
    best(runs, 'bestValAccuracy', 'Best validation accuracy', (a, b) => a > b),
    best(runs, 'valLoss', 'Lowest validation loss', (a, b) => a < b),
    best(runs, 'seconds', 'Shortest', (a, b) => a < b),
  ].filter((one) => one !== undefined);
}

function best(
  runs: readonly ComparedRun[],
  figure: FigureName,
  label: string,
  isBetter: (a: number, b: number) => boolean,
): KeyFigure | undefined {
  let found: { readonly name: string; readonly value: number } | undefined;
  for (const { log, figures } of runs) {
    const value = figures[figure]?.value;
    if (value === undefined || !Number.isFinite(value)) continue;
    if (found === undefined || isBetter(value, found.value)) found = { name: log.name, value };
  }
  if (found === undefined) return undefined;
  return { label, value: measuredText(figure, { value: found.value, noise: undefined }), detail: found.name };
}
