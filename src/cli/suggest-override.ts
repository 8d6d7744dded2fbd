import { closest } from '../base/suggest.ts';
import { dataSection } from '../data/section.ts';
import { optimizers } from '../optim/index.ts';
import { schedules } from '../schedules/index.ts';
import { trainSection } from '../train/section.ts';

/** The key that chooses the member of a section: `--loss hinge` means `--loss.type hinge`. */
const CHOOSING: Readonly<Record<string, string>> = {
  data: 'dataset',
  model: 'architecture',
  loss: 'type',
  optimizer: 'type',
  schedule: 'type',
};

/** For an option that does not exist, such as `--epochs`, the config key that was probably meant: `--train.epochs`. */
export function suggestOverride(option: string): string | undefined {
  const given = option.replace(/^-+/, '').split('=')[0] ?? '';
  const choosing = CHOOSING[given];
  if (choosing !== undefined) return `Did you mean --${given}.${choosing}?`;
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
