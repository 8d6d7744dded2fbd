import { count, percent, pointsText } from '../../base/format.ts';
import type {
  AgainEvidence,
  CurvesEvidence,
  LearningRateEvidence,
  OverfitEvidence,
  SearchEvidence,
  StepCheck,
  StepRecord,
} from '../../records/recipe/recipe-record.ts';
import { rankTrials } from '../../records/study/ranking.ts';
import type { TrialRecord } from '../../records/study/trial-record.ts';
import { VERDICTS } from '../check-row.ts';
import { code, literal, type MarkdownColumn, markdownTable } from '../markdown.ts';
import type { RecipeView } from '../recipe-view.ts';
import { keyNames } from '../study/key-names.ts';
import { paramText } from '../study/param-text.ts';
import { lossText } from '../terminal/numbers.ts';
import { searchText } from './recipe-facts.ts';

/** Rows of a table of trials: of the coarse search, and of a refined one. */
const MOST_COARSE = 40;
const MOST_REFINED = 10;

/** The numbers that the decision of a step rests on, as paragraphs and tables of Markdown. */
export function evidenceMarkdown({ evidence, step }: StepRecord, { studies }: Pick<RecipeView, 'studies'>): string[] {
  switch (evidence?.kind) {
    case 'initialLoss':
      return checks(evidence.checks);
    case 'overfitSample':
      return [...checks(evidence.checks), attempts(evidence)];
    case 'learningRate':
      return rates(evidence);
    case 'search':
      return search(evidence, studies, step === 4 ? MOST_COARSE : MOST_REFINED);
    case 'learningCurves':
      return [readings(evidence)];
    case 'again':
      return [gain(evidence)];
    default:
      return [];
  }
}

function checks(rows: readonly StepCheck[]): string[] {
  const table = markdownTable(
    [
      { head: 'check', cell: ({ title }) => literal(title) },
      { head: 'expected', cell: ({ expected }) => literal(expected) },
      { head: 'measured', cell: ({ measured }) => literal(measured) },
      { head: 'verdict', cell: ({ status }) => VERDICTS[status] },
    ],
    rows,
  );
  const notes = rows
    .filter(({ status }) => status !== 'pass')
    .map(({ title, reading, fix }) => {
      const parts = [...(reading === undefined ? [] : [literal(reading)]), ...(fix === undefined ? [] : [`Try ${code(fix)}.`])];
      return parts.length === 0 ? '' : `- **${literal(title)}**: ${parts.join(' ')}`;
    });
  return [table, notes.filter((note) => note !== '').join('\n')];
}

function attempts({ attempts: rows }: OverfitEvidence): string {
  return markdownTable(
    [
      { head: 'learning rate', cell: ({ learningRate }) => paramText(learningRate), align: 'right' },
      { head: 'initialisation', cell: ({ init }) => (init === undefined ? 'as configured' : code(init)) },
      { head: 'steps', cell: ({ steps }) => count(steps), align: 'right' },
      { head: 'first loss', cell: ({ firstLoss }) => lossText(firstLoss), align: 'right' },
      { head: 'last loss', cell: ({ lastLoss }) => lossText(lastLoss), align: 'right' },
      { head: 'accuracy', cell: ({ accuracy }) => percent(accuracy, 1), align: 'right' },
      { head: '', cell: ({ succeeded }) => (succeeded ? 'learnt by heart' : '') },
    ],
    rows,
  );
}

function rates({ rates: rows, suggested, configured, steps, weightDecay, rangeTest }: LearningRateEvidence): string[] {
  const note = (rate: number) =>
    [...(rate === suggested ? ['**suggested**'] : []), ...(rate === configured ? ['what the config trains with'] : [])].join(
      ', ',
    );
  const table = markdownTable(
    [
      { head: 'learning rate', cell: ({ learningRate }) => paramText(learningRate), align: 'right' },
      { head: 'first loss', cell: ({ firstLoss }) => lossText(firstLoss), align: 'right' },
      { head: 'last loss', cell: ({ lastLoss }) => lossText(lastLoss), align: 'right' },
      { head: 'verdict', cell: ({ verdict }) => literal(verdict) },
      { head: '', cell: ({ learningRate }) => note(learningRate) },
    ],
    rows,
  );
  const { valley, steepest } = rangeTest ?? {};
  const found = [
    ...(steepest === undefined ? [] : [`the loss falls fastest at ${paramText(steepest)}`]),
    ...(valley === undefined ? [] : [`the middle of its longest fall is at ${paramText(valley)}`]),
  ];
  return [
    table,
    `Each rate for ${count(steps)} steps, with a weight decay of ${paramText(weightDecay)}.`,
    found.length === 0 ? '' : `With a rate that rises from step to step, ${found.join('; ')}.`,
  ];
}

function search(evidence: SearchEvidence, studies: RecipeView['studies'], most: number): string[] {
  const { edges, study: name, space, best } = evidence;
  const study = studies.get(name);
  const names = keyNames(space.map(({ key }) => key));
  const ranked = study === undefined ? [] : rankTrials(study.trials, study.header.metric);
  const columns: MarkdownColumn<TrialRecord>[] = [
    { head: 'trial', cell: ({ index }) => String(index), align: 'right' },
    ...[...names].map(([key, short]): MarkdownColumn<TrialRecord> => {
      const cell = ({ params }: TrialRecord) => (params[key] === undefined ? '' : literal(paramText(params[key])));
      return { head: literal(short), cell, align: 'right' };
    }),
    { head: 'validation accuracy', cell: ({ valAccuracy }) => known(valAccuracy, percent), align: 'right' },
    { head: 'loss', cell: ({ valLoss }) => known(valLoss, lossText), align: 'right' },
    { head: 'epochs', cell: ({ epochs }) => count(epochs), align: 'right' },
    { head: '', cell: ({ state, index }) => (index === best?.index ? '**best**' : state === 'completed' ? '' : state) },
  ];
  const left = ranked.length - most;
  return [
    `${literal(searchText(evidence))}. All of them: [${literal(name)}](${encodeURI(name)}).`,
    markdownTable(columns, ranked.slice(0, most)),
    left > 0 ? `And ${count(left)} more that did worse.` : '',
    edges.map((edge) => `- At the edge: ${literal(edge)}`).join('\n'),
  ];
}

function known(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? '-' : text(value);
}

function readings({ readings: rows }: CurvesEvidence): string {
  return markdownTable(
    [
      { head: 'reading', cell: ({ title }) => literal(title) },
      { head: 'confidence', cell: ({ confidence }) => percent(confidence, 0), align: 'right' },
      { head: 'what it means', cell: ({ meaning }) => literal(meaning) },
      { head: 'what to do', cell: ({ advice }) => literal(advice) },
    ],
    rows,
  );
}

function gain({ gain: by, gainOfLength, noise, noiseFrom, goesOn, because }: AgainEvidence): string {
  return markdownTable(
    [
      ...(gainOfLength === undefined
        ? []
        : [{ head: 'gain of longer training, points', cell: () => pointsText(gainOfLength), align: 'right' as const }]),
      { head: 'gain of the search, points', cell: () => pointsText(by), align: 'right' },
      { head: 'noise, points', cell: () => pointsText(noise), align: 'right' },
      { head: 'measured by', cell: () => noiseFrom },
      { head: 'then', cell: () => (goesOn ? because : `the final training: ${because}`) },
    ],
    [undefined],
  );
}
