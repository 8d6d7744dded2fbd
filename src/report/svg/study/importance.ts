import { ALONE } from '../../chart/look.ts';
import { type Html, html } from '../../html/html.ts';
import { endingsText } from '../../study/endings.ts';
import { methodText, restText } from '../../study/importance-text.ts';
import { keyNames } from '../../study/key-names.ts';
import type { StudyImportance } from '../../study-view.ts';
import { type Body, WIDTH } from '../framed-svg.ts';
import { MARGIN } from '../head-svg.ts';
import { barEntry, whiskerEntry, whiskerPath } from '../swatch-svg.ts';
import { fittedKey } from './fitted-key.ts';
import type { StudyPictureMaker } from './study-picture.ts';

const ROW = 32;
const BAR = { height: 16, opacity: 0.75 };
const LETTERS = 13;
/** Where names and numbers end. */
const NAMES = 390;
const NUMBERS = 485;
/** Where bars begin, and where the longest ends. */
const [FROM, TO] = [505, WIDTH - MARGIN - 12];
/** Of the axis below the bars. */
const AXIS = 34;
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** What each hyperparameter decides, as bars with their uncertainty. */
export const importance: StudyPictureMaker = ({ study, importance: of }) => {
  if (of === undefined || of.keys.length === 0) {
    return {
      why: 'the trials are too few to tell, or all came to the same',
      facts: [['trials', endingsText(study.trials)]],
      hint: 'It takes 8 that have not failed, and results that differ. Until then: --svg scatter',
    };
  }
  return {
    title: 'What mattered',
    subtitle: [`The part of the difference between results that each hyperparameter makes: ${methodText(of)}.`],
    legend: [
      barEntry('by itself', ALONE.colour('train'), BAR.opacity),
      whiskerEntry('standard deviation', ALONE),
      barEntry(restText(of), ALONE.quiet, BAR.opacity),
    ],
    body: bodyOf(of),
  };
};

/** The largest share first. */
function bodyOf(importance: StudyImportance): Body {
  const { keys, unexplained } = importance;
  const sorted = [...keys].sort((a, b) => b.share - a.share);
  const names = keyNames(keys.map(({ key }) => key));
  const height = (sorted.length + 1) * ROW;
  const lines = TICKS.map(
    (part) => html`<path d="M${place(part)} 0V${height}" stroke="${ALONE.faint}"/>
<text x="${place(part)}" y="${height + 18}" text-anchor="middle" font-size="12" fill="${ALONE.quiet}">${100 * part} %</text>
`,
  );
  const rows = [
    ...sorted.map(({ key, share, deviation }, i) => rowOf(fittedKey(key, names, NAMES - MARGIN, LETTERS), share, deviation, i)),
    rowOf(restText(importance), unexplained, undefined, sorted.length),
  ];
  return { height: height + AXIS, markup: String(html`<g font-size="${LETTERS}">${lines}${rows}</g>`) };
}

function rowOf(name: string, share: number, deviation: number | undefined, index: number): Html {
  const middle = (index + 0.5) * ROW;
  const color = deviation === undefined ? ALONE.quiet : ALONE.colour('train');
  const width = Number((place(share) - FROM).toFixed(1));
  const bar = html`<rect x="${FROM}" y="${middle - BAR.height / 2}" width="${width}" height="${BAR.height}" rx="2" fill="${color}" opacity="${BAR.opacity}"/>`;
  const text = html`<text x="${MARGIN}" y="${middle + 4.5}">${name}</text>`;
  const percent = `${(100 * share).toFixed(0)} %`;
  if (deviation === undefined)
    return html`${text}${numbers(percent, middle)}${bar}
`;
  const whisker = whiskerPath(place(share - deviation), place(share + deviation), middle);
  return html`${text}${numbers(`${percent} ± ${(100 * deviation).toFixed(0)}`, middle)}${bar}<path d="${whisker}" fill="none" stroke="${ALONE.ink}" stroke-width="2"/>
`;
}

function numbers(text: string, middle: number): Html {
  return html`<text x="${NUMBERS}" y="${middle + 4.5}" text-anchor="end">${text}</text>`;
}

/** Where a part of all is, between nothing and all. */
function place(part: number): number {
  return Number((FROM + (TO - FROM) * Math.max(0, Math.min(1, part))).toFixed(1));
}
