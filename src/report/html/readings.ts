import type { CurveLog } from '../../curves/curve-log.ts';
import type { Reading } from '../../curves/doctor/reading.ts';
import { placeText } from '../chart/number-text.ts';
import { copyable } from './copyable.ts';
import { type Html, html } from './html.ts';

/** From here up a reading is confident, and below the second it is uncertain. */
const CONFIDENT = 0.8;
const LIKELY = 0.5;

/** What a curve says: what it is, how sure that is, what it rests on, what to do. Beside the chart of the curve. */
export function readingCards(readings: readonly Reading[], unit: CurveLog['unit'], chart: string): Html {
  return html`<div class="readings">${readings.map((reading) => card(reading, unit, chart))}</div>`;
}

/** How sure a reading is, as a bar and in words. @param confidence 0..1 */
export function confidenceMeter(confidence: number): Html {
  const share = Math.round(100 * Math.max(0, Math.min(1, confidence)));
  const word = confidence >= CONFIDENT ? 'confident' : confidence >= LIKELY ? 'likely' : 'uncertain';
  return html`<p class="confidence"><span class="meter" aria-hidden="true"><span style="width: ${share}%"></span></span>${word}, ${share} %</p>`;
}

function card(reading: Reading, unit: CurveLog['unit'], chart: string): Html {
  const { shape, title, confidence, meaning, advice, override, evidence, from, to } = reading;
  const mood = shape === 'healthy' ? 'good' : shape === 'inconclusive' ? 'neutral' : 'warn';
  return html`<article class="reading ${mood}" data-of="${chart}" data-from="${from}" data-to="${to}">
<h3>${title}</h3>
${confidenceMeter(confidence)}
<p>${meaning}</p>
<p><strong>Try:</strong> ${advice}</p>
${override === undefined ? '' : copyable(override)}
<details><summary>What it rests on: ${unit}s ${placeText(from)} to ${placeText(to)}</summary>
${evidence.length === 0 ? html`<p>Nothing could be measured.</p>` : evidenceTable(reading)}
</details>
</article>`;
}

function evidenceTable({ title, evidence }: Reading): Html {
  return html`<table class="evidence"><caption class="hidden">Evidence for: ${title}</caption>
<thead><tr><th scope="col">Quantity</th><th scope="col" class="number">Value</th><th scope="col">Threshold</th></tr></thead>
<tbody>${evidence.map(
    ({ quantity, text, threshold, source }) =>
      html`<tr><td>${quantity}<span class="source">${source}</span></td><td class="number">${text}</td><td>${threshold}</td></tr>`,
  )}</tbody></table>`;
}
