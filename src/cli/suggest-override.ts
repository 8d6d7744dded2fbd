import { closest } from '../base/suggest.ts';
import { dataSection } from '../data/section.ts';
import { optimizers } from '../optim/index.ts';
import { schedules } from '../schedules/index.ts';
import { trainSection } from '../train/section.ts';

/** For an option that does not exist, such as `--epochs`, the config key that was probably meant: `--train.epochs`. */
export function suggestOverride(option: string): string | undefined {
  const given = option.replace(/^-+/, '').split('=')[0] ?? '';
  const keys = [
    ...Object.keys(trainSection.shape).map((key) => ['train', key]),
    ...Object.keys(dataSection.shape).map((key) => ['data', key]),
    ['data', 'path'],
    ...[...optimizers].flatMap(({ options }) => Object.keys(options.shape).map((key) => ['optimizer', key])),
    ...[...schedules].flatMap(({ options }) => Object.keys(options.shape).map((key) => ['schedule', key])),
  ] as [string, string][];
  const [best] = closest(
    given,
    keys.map(([, key]) => key),
    1,
  );
  const section = keys.find(([, key]) => key === best)?.[0];
  return section === undefined ? undefined : `Did you mean --${section}.${best}?`;
}
