import type { Command } from '../command.ts';
import { addConfigOptions, addJsonOption, addRunsOption } from '../options.ts';

export const recipeCommand: Command = {
  name: 'recipe',
  summary:
    'the whole recipe: initial loss, overfit a small sample, learning rate, coarse and refined search, curves; then train the winner',
  takesOverrides: true,
  configure(command) {
    command.argument('<config>', 'the config file, YAML or JSON; it needs no learning rate');
    command.option(
      '--budget <time>',
      'be done within this time, such as 3m: it says how it will spend it, and adapts to the speed it measures',
    );
    command.option('--workers <n>', 'trials at a time, each on one thread; by default one for each core');
    command.option('--force', 'go on when a gate is not passed');
    command.option('--new', 'begin anew even if there is a recipe of the same config to go on with');
    addConfigOptions(command);
    addRunsOption(command);
    addJsonOption(command);
  },
  async run(invocation) {
    const { recipe } = await import('../recipe/recipe.ts');
    return await recipe(invocation);
  },
};
