import { DARK, LIGHT, variables } from '../../chart/look.ts';
import { CHARTS } from './charts.ts';
import { FRAME } from './frame.ts';
import { PARTS } from './parts.ts';
import { PRINT } from './print.ts';
import { STEPS } from './steps.ts';
import { STUDY } from './study.ts';
import { TABLES } from './tables.ts';

const LIGHT_PAGE =
  '--page: #f5f7fa; --line: #dde2ea; --soft: #eef1f6; --good: #15795a; --warn: #9a5a00; --bad: #b3261e; --right: #1d6fb8; --wrong: #c4501b; --on-strong: #ffffff;';
const DARK_PAGE =
  '--page: #0e1217; --line: #2b333f; --soft: #1f2630; --good: #4fd1a0; --warn: #f0b458; --bad: #ff8a80; --right: #63b3f4; --wrong: #ff9a5a; --on-strong: #0e1217;';

/** Light and dark as the reader's system has it, unless the button was used; on paper always light. */
const COLOURS = `
:root { color-scheme: light; ${variables(LIGHT)} ${LIGHT_PAGE} }
@media screen {
  :root[data-theme="dark"] { color-scheme: dark; ${variables(DARK)} ${DARK_PAGE} }
}
@media screen and (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) { color-scheme: dark; ${variables(DARK)} ${DARK_PAGE} }
}
`;

/** The style sheet of a page. */
export const STYLE = [COLOURS, FRAME, CHARTS, TABLES, PARTS, STUDY, STEPS, PRINT].join('\n');
