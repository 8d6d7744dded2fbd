import { UserError } from '../../base/errors.ts';
import type { Entry } from '../../base/registry.ts';
import { didYouMean } from '../../base/suggest.ts';
import { augmentations } from '../../data/augmentations/index.ts';
import { datasets } from '../../data/index.ts';
import { layers } from '../../nn/layers/index.ts';
import { losses } from '../../nn/losses/index.ts';
import { architectures } from '../../nn/zoo/index.ts';
import { optimizers } from '../../optim/index.ts';
import { listRuns } from '../../records/list-runs.ts';
import { schedules } from '../../schedules/index.ts';
import type { Command } from '../command.ts';
import { addJsonOption, addRunsOption, textOption } from '../options.ts';
import { print, printJson } from '../output.ts';

const REGISTRIES: ReadonlyMap<string, Iterable<Entry>> = new Map<string, Iterable<Entry>>(
  Object.entries({ architectures, augmentations, datasets, layers, losses, optimizers, schedules }),
);
/** The lists of what a training need not load. */
const LATE: ReadonlyMap<string, () => Promise<Iterable<Entry>>> = new Map<string, () => Promise<Iterable<Entry>>>([
  ['ranges', async () => (await import('../../search/space/domains/index.ts')).domains],
  ['samplers', async () => (await import('../../search/samplers/index.ts')).samplers],
  ['pruners', async () => (await import('../../search/pruners/index.ts')).pruners],
]);
const CHOICES = [...REGISTRIES.keys(), ...LATE.keys()];
const KINDS = ['runs', 'studies', ...CHOICES, 'checks'];

export const listCommand: Command = {
  name: 'list',
  summary: `list the runs, or the studies and recipes; or what a config can choose from: ${CHOICES.join(', ')}`,
  takesOverrides: false,
  configure(command) {
    command.argument('[what]', `one of ${KINDS.join(', ')}`, 'runs');
    addRunsOption(command);
    addJsonOption(command);
  },
  async run({ arguments: [what = 'runs'], options }) {
    const json = options.json === true;
    const members = REGISTRIES.get(what) ?? (await LATE.get(what)?.());
    if (members !== undefined) listMembers([...members], json);
    else if (what === 'checks') await listChecks(json);
    else if (what === 'studies')
      await (await import('../list-searches.ts')).listSearches(textOption(options, 'runs') ?? 'runs', json);
    else if (what === 'runs') await listAllRuns(textOption(options, 'runs') ?? 'runs', json);
    else {
      throw new UserError(`There is no list of "${what}".`, {
        facts: [['known', KINDS.join(', ')]],
        hint: didYouMean(what, KINDS) ?? 'Choose one of the known ones.',
      });
    }
    return 0;
  },
};

async function listAllRuns(runsDir: string, json: boolean): Promise<void> {
  const runs = listRuns(runsDir);
  if (json) {
    printJson({
      runs: runs.map(({ summary, created, ...run }) => ({
        ...run,
        created: created.toISOString(),
        ...summary,
        status: run.status,
      })),
    });
    return;
  }
  if (runs.length === 0) {
    print(`No runs in ${runsDir} yet. Start one: cnn-run train configs/mnist-lenet.yaml`);
    return;
  }
  const { styleFor } = await import('../../report/terminal/style.ts');
  const { runsTable } = await import('../../report/terminal/tables.ts');
  print(runsTable(runs, styleFor(process.stdout)));
}

/** What `cnn-run sanity-check` looks at. */
async function listChecks(json: boolean): Promise<void> {
  const { checks } = await import('../../checks/index.ts');
  const rows = checks.map(({ id, summary }) => ({ name: id, summary }));
  if (json) printJson({ members: rows });
  else printNamed(rows);
}

function listMembers(members: readonly Entry[], json: boolean): void {
  if (json) {
    printJson({ members: members.map(({ name, summary, options }) => ({ name, summary, options: Object.keys(options.shape) })) });
    return;
  }
  printNamed(members);
}

function printNamed(rows: readonly Pick<Entry, 'name' | 'summary'>[]): void {
  const width = Math.max(...rows.map(({ name }) => name.length));
  print(rows.map(({ name, summary }) => `${name.padEnd(width)}   ${summary}`).join('\n'));
}
