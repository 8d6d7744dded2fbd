import { Chalk, type ColorSupportLevel } from 'chalk';

/** What is written to: a terminal, a pipe, a file, or a stand-in in a test. */
export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
  /** As of `tty.WriteStream`: bits for colour, 1, 4, 8 or 24. */
  readonly getColorDepth?: ((environment?: Environment) => number) | undefined;
};

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;
type Paint = (text: string) => string;

/** How the output to one stream looks: colours by what they are for, not by name. */
export interface Style {
  /** Columns that a line may take. */
  readonly width: number;
  readonly bold: Paint;
  /** For what only frames or explains the rest. */
  readonly dim: Paint;
  /** The first thing to look at, and what it is compared with. */
  readonly first: Paint;
  readonly second: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
}

const USUAL_WIDTH = 80;
/** Narrower than this nothing can be laid out; the terminal will wrap lines. */
const SMALLEST_WIDTH = 20;

/** The style for a stream: without colours where it is no terminal, cannot show them, or NO_COLOR is set (no-color.org). */
export function styleFor(stream: OutputStream, environment: Environment = process.env): Style {
  return makeStyle(terminalWidth(stream), colorLevel(stream, environment));
}

/** @param level as in chalk: 0 no colours, 1 the 16 of the terminal's own palette, which is all that is used. */
export function makeStyle(width: number, level: ColorSupportLevel): Style {
  const chalk = new Chalk({ level });
  return {
    width,
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    first: (text) => chalk.cyan(text),
    second: (text) => chalk.magenta(text),
    good: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
  };
}

/** Columns of the terminal; 80 when it does not say, as for a pipe, at least 20. */
export function terminalWidth({ columns }: OutputStream): number {
  return columns === undefined || columns <= 0 ? USUAL_WIDTH : Math.max(SMALLEST_WIDTH, columns);
}

/** Whether lines can be drawn over: a terminal that knows its width and moves its cursor, and NO_COLOR is not set. */
export function isAnimated({ isTTY, columns }: OutputStream, environment: Environment = process.env): boolean {
  return isTTY === true && columns !== 0 && environment.TERM !== 'dumb' && !isSet(environment.NO_COLOR);
}

function colorLevel({ isTTY, getColorDepth }: OutputStream, environment: Environment): ColorSupportLevel {
  if (isTTY !== true || isSet(environment.NO_COLOR)) return 0;
  const depth = getColorDepth?.(environment) ?? 1;
  if (depth >= 24) return 3;
  if (depth >= 8) return 2;
  return depth >= 4 ? 1 : 0;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
