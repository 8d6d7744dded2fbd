import { count, percent } from '../../../base/format.ts';
import { strength } from '../../svg/confusion-svg.ts';
import { type Html, html } from '../html.ts';
import { scrollingTable } from '../scrolling-table.ts';
import type { SectionMaker } from '../section.ts';
import type { ModelInspection, RunReport } from '../types.ts';
import { perClass } from './per-class.ts';

/** Classes up to which the cells have numbers, and up to which there is a matrix at all. */
const READABLE = 24;
const MOST = 150;
/** Pairs of classes that are listed. */
const MOST_PAIRS = 8;

export const confusion: SectionMaker<RunReport> = {
  subject: 'the confusion matrix',
  make({ model }) {
    if (model === undefined || model.classes.length === 0) return undefined;
    const { part, count: examples, accuracy, checkpoint, epoch, classes } = model;
    return {
      ...{ id: 'confusion', title: 'Confusion matrix', width: 'full' },
      body: html`<p>${count(examples)} ${part} examples, ${percent(accuracy)} right, by the ${checkpoint === 'best' ? 'best' : 'newest'} weights (epoch ${epoch}).</p>
<div class="${classes.length > READABLE ? 'split stacked' : 'split'}"><div>${classes.length > MOST ? html`<p class="empty">With ${count(classes.length)} classes the matrix does not fit here.</p>` : matrix(model)}
${mixedUp(model)}</div>
${perClass(model)}</div>`,
    };
  },
};

function matrix({ classes, confusion: rows }: ModelInspection): Html {
  const isReadable = classes.length <= READABLE;
  const head = classes.map((name) => html`<th scope="col" title="${name}"><span>${name}</span></th>`);
  return scrollingTable({
    ...{ label: 'Confusion matrix', look: `matrix ${isReadable ? 'readable' : 'dense'}` },
    caption: 'Rows: the class. Columns: what it is taken for. The darker, the larger the part of the row.',
    rows: html`<thead><tr><td></td>${head}</tr></thead>
<tbody>${rows.map((row, truth) => matrixRow(row, truth, classes, isReadable))}</tbody>`,
  });
}

function matrixRow(row: readonly number[], truth: number, classes: readonly string[], isReadable: boolean): Html {
  const total = row.reduce((sum, one) => sum + one, 0);
  const cells = row.map((examples, predicted) => {
    if (examples === 0) return html`<td></td>`;
    const part = examples / total;
    const kind = truth === predicted ? 'right' : 'wrong';
    const title = `${classes[truth]} taken for ${classes[predicted]}: ${count(examples)}, ${percent(part, 1)} of the row`;
    const strong = strength(part);
    return html`<td class="${kind}${strong > 0.6 ? ' strong' : ''}" style="--part: ${(100 * strong).toFixed(0)}%" title="${title}">${isReadable ? examples : ''}</td>`;
  });
  const name = classes[truth] ?? '';
  return html`<tr><th scope="row" title="${name}"><span>${name}</span></th>${cells}</tr>`;
}

/** The pairs of classes that are mixed up most often. */
function mixedUp({ classes, confusion: rows }: ModelInspection): Html {
  const pairs = rows
    .flatMap((row, truth) => row.map((examples, predicted) => ({ truth, predicted, examples })))
    .filter(({ truth, predicted, examples }) => truth !== predicted && examples > 0)
    .sort((a, b) => b.examples - a.examples || a.truth - b.truth || a.predicted - b.predicted)
    .slice(0, MOST_PAIRS);
  if (pairs.length === 0) return html`<p>No example is taken for another class.</p>`;
  return html`<h3>Mixed up most often</h3><ol class="pairs-of-classes">${pairs.map(
    ({ truth, predicted, examples }) =>
      html`<li><span><b>${classes[truth]}</b> taken for <b>${classes[predicted]}</b></span> <span class="number">${count(examples)}</span></li>`,
  )}</ol>`;
}
