import { count, percent } from '../../base/format.ts';
import type { Style } from './style.ts';
import { type Column, renderTable } from './table.ts';

/** confusion[truth][prediction]: numbers of examples. */
export type Confusion = readonly (readonly number[])[];

/** More classes than this make a matrix that nobody reads. */
const MOST_CLASSES = 20;
/** Lines in the list that is shown instead. */
const MOST_CONFUSIONS = 20;
const SHORTEST_LISTED = 12;

/**
 * How well each class is recognised: how many examples it has; precision, the part of those predicted to be of the class
 * that are; recall, the part of its examples that are found; F1, their harmonic mean. `-` where there is nothing to divide by.
 */
export function classTable(classes: readonly string[], confusion: Confusion, style: Style): string {
  const rows = classes.map((name, i) => {
    const right = confusion[i]?.[i] ?? 0;
    const truths = sum(confusion[i] ?? []);
    const predictions = sum(confusion.map((row) => row[i] ?? 0));
    // 2 P R / (P + R) with P = right / predictions, R = right / truths.
    return { name, truths, precision: right / predictions, recall: right / truths, f1: (2 * right) / (truths + predictions) };
  });
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    { head: 'class', shrinksTo: 8, text: ({ name }) => name },
    { head: 'count', align: 'right', expendable: 1, text: ({ truths }) => count(truths) },
    { head: 'precision', align: 'right', expendable: 2, text: ({ precision }) => percent(precision) },
    { head: 'recall', align: 'right', text: ({ recall }) => percent(recall) },
    { head: 'F1', align: 'right', expendable: 3, text: ({ f1 }) => percent(f1) },
  ];
  return renderTable({ columns, rows }, style);
}

/**
 * The confusion matrix, a row for each true class and a column for each predicted one, its names cut to fit, or numbered
 * where cut names would be the same. Where the terminal is too narrow for it, or there are more than 20 classes: the most
 * frequent confusions as a list, 20 at most.
 */
export function confusionTable(classes: readonly string[], confusion: Confusion, style: Style): string {
  return (classes.length <= MOST_CLASSES ? matrix(classes, confusion, style) : undefined) ?? worst(classes, confusion, style);
}

const CAPTION = 'rows: true class, columns: predicted';
const GAP = 2;
/** The classes' names beside the rows may be cut to this, those above the columns to that. */
const SHORTEST_NAME = 8;
const SHORTEST_HEAD = 3;

/** @returns undefined when there is no room. */
function matrix(classes: readonly string[], confusion: Confusion, style: Style): string | undefined {
  if (CAPTION.length > style.width) return undefined;
  const digits = classes.map((_, i) => Math.max(1, ...confusion.map((row) => count(row[i] ?? 0).length)));
  const fits = (names: readonly string[], heads: readonly string[]) => {
    const nameWidth = Math.min(SHORTEST_NAME, longest(names));
    return nameWidth + sum(heads.map((head, i) => GAP + Math.max(head.length, digits[i] ?? 0))) <= style.width;
  };
  for (let length = longest(classes); length >= Math.min(SHORTEST_HEAD, longest(classes)); length--) {
    const heads = classes.map((name) => [...name].slice(0, length).join(''));
    if (new Set(heads).size < classes.length) break; // shorter, more would be the same
    if (fits(classes, heads)) return drawMatrix(classes, heads, confusion, style);
  }
  const numbers = classes.map((_, i) => String(i));
  const numbered = classes.map((name, i) => `${i} ${name}`);
  return fits(numbered, numbers) ? drawMatrix(numbered, numbers, confusion, style) : undefined;
}

function drawMatrix(names: readonly string[], heads: readonly string[], confusion: Confusion, style: Style): string {
  const rows = names.map((name, index) => ({ name, index, counts: confusion[index] ?? [] }));
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    { head: '', shrinksTo: SHORTEST_NAME, text: ({ name }) => name },
    ...heads.map(
      (head, i): Column<Row> => ({
        head,
        align: 'right',
        text: ({ counts }) => (counts[i] ? count(counts[i]) : '·'),
        paint: ({ index, counts }) => (index === i ? style.good : counts[i] ? undefined : style.dim),
      }),
    ),
  ];
  return `${style.dim(CAPTION)}\n${renderTable({ columns, rows, gap: GAP }, style)}`;
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}

function worst(classes: readonly string[], confusion: Confusion, style: Style): string {
  const all = confusion.flatMap((counts, truth) => {
    const truths = sum(counts);
    return counts.map((n, prediction) => ({ truth, prediction, n, truths })).filter(({ n }) => n > 0);
  });
  // Sorting is stable: equal numbers stay in the order of the classes.
  const rows = all
    .filter(({ truth, prediction }) => truth !== prediction)
    .sort((a, b) => b.n - a.n)
    .slice(0, MOST_CONFUSIONS);
  if (rows.length === 0) return 'No confusions: all predicted right.';
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    { head: 'true', shrinksTo: SHORTEST_LISTED, text: ({ truth }) => classes[truth] ?? String(truth) },
    { head: '', text: () => '→', paint: () => style.dim },
    { head: 'predicted', shrinksTo: SHORTEST_LISTED, text: ({ prediction }) => classes[prediction] ?? String(prediction) },
    { head: 'count', align: 'right', text: ({ n }) => count(n) },
    { head: 'of the class', align: 'right', expendable: 1, text: ({ n, truths }) => percent(n / truths) },
  ];
  return renderTable({ columns, rows }, style);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
