import { UserError } from '../base/errors.ts';
import { count, percent } from '../base/format.ts';
import { lockHolder } from '../records/lock.ts';
import { bestTrial } from '../records/study/ranking.ts';
import { readStudy } from '../records/study/read-study.ts';
import { StudyFolder } from '../records/study/study-folder.ts';
import { styleFor } from '../report/terminal/style.ts';
import { type Column, renderTable } from '../report/terminal/table.ts';
import { findSearch } from './find-search.ts';
import { folderNames } from './folder-names.ts';
import { print, printJson } from './output.ts';

interface ListedSearch {
  readonly name: string;
  readonly path: string;
  readonly kind: 'study' | 'recipe';
  readonly status: string;
  readonly trials: number | undefined;
  readonly valAccuracy: number | undefined;
  readonly testAccuracy: number | undefined;
  /** Why it cannot be read. */
  readonly problem: string | undefined;
}

/** Prints the studies and recipes of a folder. @throws UserError when the folder cannot be read */
export async function listSearches(runsDir: string, json: boolean): Promise<void> {
  const rows = folderNames(runsDir).flatMap((name) => {
    const folder = findSearch(runsDir, name);
    return folder === undefined ? [] : [describe(folder)];
  });
  if (json) {
    printJson({ studies: rows });
    return;
  }
  if (rows.length === 0) {
    print(`No studies in ${runsDir} yet. Start one: cnn-run sweep configs/mnist-lenet.yaml --random`);
    return;
  }
  const accuracy = (value: number | undefined) => (value === undefined ? '-' : percent(value));
  const columns: Column<ListedSearch>[] = [
    { head: 'name', shrinksTo: 16, text: ({ name }) => name },
    { head: '', text: ({ kind }) => kind },
    { head: 'status', shrinksTo: 10, text: ({ status, problem }) => problem ?? status },
    { head: 'trials', align: 'right', text: ({ trials }) => (trials === undefined ? '' : count(trials)) },
    { head: 'val accuracy', align: 'right', text: ({ valAccuracy }) => accuracy(valAccuracy) },
    { head: 'test accuracy', align: 'right', text: ({ testAccuracy }) => accuracy(testAccuracy) },
  ];
  print(renderTable({ columns, rows }, styleFor(process.stdout)));
}

function describe(folder: NonNullable<ReturnType<typeof findSearch>>): ListedSearch {
  const { name, path } = folder;
  const isStudy = folder instanceof StudyFolder;
  const nothing = { trials: undefined, valAccuracy: undefined, testAccuracy: undefined, problem: undefined };
  const listed = { name, path, kind: isStudy ? 'study' : 'recipe', ...nothing } as const;
  try {
    const isRunning = lockHolder(path) !== undefined;
    if (!isStudy) {
      const { status, final, testAccuracy } = folder.read();
      const stands = isRunning ? 'running' : status === 'running' ? 'interrupted' : status;
      return { ...listed, status: stands, valAccuracy: final?.valAccuracy, testAccuracy };
    }
    const { trials, header } = readStudy(folder);
    const isOpen = trials.some(({ state }) => state === 'unfinished');
    const status = isRunning ? 'running' : isOpen ? 'interrupted' : 'finished';
    return { ...listed, status, trials: trials.length, valAccuracy: bestTrial(trials, header.metric)?.valAccuracy };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...listed, status: 'broken', problem: error.headline };
  }
}
