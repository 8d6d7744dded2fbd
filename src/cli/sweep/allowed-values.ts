import type { RunFolder } from '../../records/run-folder.ts';
import { takesValue } from '../../trials/takes-value.ts';

/**
 * Whether the config of a trial takes another value under a key, as far as its schema tells: a momentum is below 1. The trial's own
 * config is asked, which has the keys that the trial's choices bring, and which every study has, those of a recipe as well.
 * @throws UserError when the config cannot be read
 */
export async function allowedValues(trial: RunFolder): Promise<(key: string, value: number) => boolean> {
  const { loadRunConfig } = await import('../load-experiment.ts');
  return takesValue(await loadRunConfig(trial));
}
