import { placeTextOn, valueText } from '../chart/number-text.ts';
import type { ChartPlan, ColourName } from '../chart/plan.ts';
import { nearest } from '../chart/view.ts';

/** Rows that can be read at a glance. */
const MOST = 12;

interface Row {
  readonly name: string;
  readonly colour: ColourName;
  readonly place: number;
  readonly text: string;
}

/** What the curves are at a place: the place itself, and each curve's value nearest to it; of bundles, the lowest and the highest, and the trial that is pointed at. Built of elements: names are only text. */
export function tip(plan: ChartPlan, hidden: ReadonlySet<number>, place: number, trial: number | undefined): HTMLElement {
  const rows = plan.series.flatMap(({ name, kind, colour, x, y, low, members }, i): Row[] => {
    const at = kind === 'band' || hidden.has(i) ? -1 : nearest(x, place);
    if (at < 0) return [];
    const row = { name, colour, place: x[at] as number, text: valueText(y[at] as number, plan.numbers) };
    if (kind !== 'bundle') return [row];
    const one = members?.find((member) => member.trial === trial)?.y[at] ?? undefined;
    const all = { ...row, text: `${valueText(low?.[at] as number, plan.numbers)} to ${row.text}` };
    return one === undefined ? [all] : [all, { ...row, name: `trial ${trial}`, text: valueText(one, plan.numbers) }];
  });
  const box = document.createElement('div');
  box.className = 'tip';
  const head = document.createElement('b');
  // The places of dots and averages are all there are: the nearest of them is what the values are of.
  const own = rows.reduce<number | undefined>((best, row) => {
    return best === undefined || Math.abs(row.place - place) < Math.abs(best - place) ? row.place : best;
  }, undefined);
  head.textContent = `${plan.x} ${placeTextOn(plan.xScale, own ?? Math.round(place))}`;
  const table = document.createElement('table');
  for (const row of rows.slice(0, MOST)) {
    const line = table.insertRow();
    const swatch = document.createElement('span');
    swatch.className = 'swatch';
    swatch.style.cssText = `display:inline-block;vertical-align:middle;margin-right:.5em;--of:var(--${row.colour})`;
    const label = line.insertCell();
    label.append(swatch, row.place === own ? row.name : `${row.name} (${plan.x} ${placeTextOn(plan.xScale, row.place)})`);
    line.insertCell().textContent = row.text;
  }
  if (rows.length > MOST) table.insertRow().insertCell().textContent = `and ${rows.length - MOST} more`;
  box.append(head, table);
  return box;
}
