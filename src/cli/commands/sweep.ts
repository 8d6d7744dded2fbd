import type { Command } from '../command.ts';
import { addSweepOptions } from '../sweep/options.ts';

export const sweepCommand: Command = {
  name: 'sweep',
  summary: 'search hyperparameters: many trainings side by side, over a grid, at random, or led by what the earlier ones gave',
  takesOverrides: true,
  configure: addSweepOptions,
  async run(invocation) {
    // Searches are a large part of the program, which a training need not wait for.
    const { sweep } = await import('../sweep/sweep.ts');
    return await sweep(invocation);
  },
};
