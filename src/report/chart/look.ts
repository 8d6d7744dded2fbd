import type { ColourName } from './plan.ts';

/** The colours of a chart, and its letters. */
export interface Look {
  readonly ink: string;
  readonly quiet: string;
  readonly faint: string;
  readonly paper: string;
  readonly font: string;
  readonly colour: (name: ColourName) => string;
}

/** How many colours there are for lists of runs or parameters. */
const LIST_COLOURS = 8;

/** How many colours there are from the worst to the best. */
export const GRADES = 6;

type Palette = Readonly<Record<'ink' | 'quiet' | 'faint' | 'paper' | 'train' | 'validation' | 'rate' | 'gradient', string>> & {
  readonly list: readonly string[];
  /** The better, the farther from the paper. */
  readonly grade: readonly string[];
};

/** Blue and orange, green and purple are apart for all kinds of colour blindness; lists go from dark to bright as viridis does. */
export const LIGHT: Palette = {
  ...{ ink: '#1d2430', quiet: '#586273', faint: '#e4e8ee', paper: '#ffffff' },
  ...{ train: '#1d6fb8', validation: '#c4501b', rate: '#15795a', gradient: '#7a4ea3' },
  list: ['#440154', '#3f4889', '#277f8e', '#22a884', '#7fb32f', '#d19a00', '#e0640a', '#b2182b'],
  grade: ['#d3dbe6', '#b3c9e2', '#86b0dc', '#4a8fcd', '#1d63a8', '#0b3468'],
};

export const DARK: Palette = {
  ...{ ink: '#e6eaf0', quiet: '#9aa5b5', faint: '#2b333f', paper: '#161b22' },
  ...{ train: '#63b3f4', validation: '#ff9a5a', rate: '#4fd1a0', gradient: '#c8a2f2' },
  list: ['#c58be0', '#8f9be8', '#52b7c9', '#3ed6a8', '#a9d84f', '#ffc94d', '#ff9a56', '#ff7185'],
  grade: ['#3d4959', '#3d5c7d', '#3a72a2', '#4a97d6', '#84c1fa', '#dcefff'],
};

/** For a picture that stands alone. */
export const ALONE: Look = { ...LIGHT, font: 'Helvetica, Arial, sans-serif', colour: (name) => colourOf(LIGHT, name) };

/** For a page, which defines the colours as variables, so that pictures follow its light and dark. */
export const IN_PAGE: Look = {
  ...{ ink: 'var(--ink)', quiet: 'var(--quiet)', faint: 'var(--faint)', paper: 'var(--paper)' },
  font: 'system-ui, sans-serif',
  colour: (name) => `var(--${name})`,
};

/** The variables that `IN_PAGE` refers to, as declarations of a style sheet. */
export function variables({ list, grade, ...palette }: Palette): string {
  const numbered = Object.entries({ list, grade }).flatMap(([name, values]) => values.map((value, i) => [`${name}${i}`, value]));
  return [...Object.entries(palette), ...numbered].map(([name, value]) => `--${name}: ${value};`).join(' ');
}

/** The colour for one of a list: those of a short list are as far apart as can be. */
export function listColour(index: number, length: number): ColourName {
  return `list${Math.round((index * (LIST_COLOURS - 1)) / Math.max(1, length - 1)) % LIST_COLOURS}`;
}

function colourOf(palette: Palette, name: ColourName): string {
  const [, kind, number] = /^(list|grade)(\d+)$/.exec(name) ?? [];
  if (kind === 'list' || kind === 'grade') return palette[kind][Number(number)] ?? palette.ink;
  return palette[name as Exclude<ColourName, `list${number}` | `grade${number}`>];
}
