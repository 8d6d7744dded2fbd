import type { Command } from '../command.ts';
import { compareCommand } from './compare.ts';
import { curvesCommand } from './curves.ts';
import { describeCommand } from './describe.ts';
import { evalCommand } from './eval.ts';
import { findLrCommand } from './find-lr.ts';
import { listCommand } from './list.ts';
import { recipeCommand } from './recipe.ts';
import { reportCommand } from './report.ts';
import { sanityCheckCommand } from './sanity-check.ts';
import { sweepCommand } from './sweep.ts';
import { trainCommand } from './train.ts';

export const commands: readonly Command[] = [
  trainCommand,
  evalCommand,
  curvesCommand,
  compareCommand,
  reportCommand,
  describeCommand,
  sanityCheckCommand,
  findLrCommand,
  sweepCommand,
  recipeCommand,
  listCommand,
];
