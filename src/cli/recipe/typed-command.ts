import { shellWord } from '../../base/shell-word.ts';
import type { Invocation } from '../command.ts';
import { textOption } from '../options.ts';

/** Options that tell one recipe from another, or where it is. */
const KEPT = ['seed', 'name', 'budget', 'workers', 'runs'] as const;

/** The command that means the same recipe again, to be copied: with everything that was typed and is not about this once. */
export function typedCommand({ arguments: [file = ''], options, overrides }: Invocation): string {
  const given = KEPT.flatMap((name) => {
    const value = textOption(options, name);
    return value === undefined ? [] : [`--${name}`, value];
  });
  return ['cnn-run', 'recipe', file, ...overrides, ...given].map(shellWord).join(' ');
}
