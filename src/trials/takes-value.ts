import { UserError } from '../base/errors.ts';
import type { Params } from '../records/study/description.ts';
import type { TrialConfigs } from './objective.ts';

/** Whether a config takes another value under a key, as far as its schema tells: a momentum is below 1. @param params of the config */
export function takesValue(
  { variant }: Pick<TrialConfigs, 'variant'>,
  params: Params = {},
): (key: string, value: number) => boolean {
  return (key, value) => {
    try {
      variant({ ...params, [key]: value });
      return true;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  };
}
