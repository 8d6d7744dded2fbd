import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../base/errors.ts';
import { readBytes } from '../../base/files.ts';
import { readCsv } from '../../records/read-csv.ts';
import type { RunFolder } from '../../records/run-folder.ts';
import type { Evaluation } from '../evaluate.ts';

/** What must not depend on whether a training was interrupted. */
const EXACT = [
  ['metrics.csv', (run: RunFolder) => run.logPath('metrics')],
  ['epochs.csv', (run: RunFolder) => run.logPath('epochs')],
  ['best.safetensors', (run: RunFolder) => run.checkpointPath('best')],
  ['last.safetensors', (run: RunFolder) => run.checkpointPath('last')],
] as const;

/** @throws UserError (exit code 1) unless the two runs have the same logs and checkpoints, byte for byte. */
export function checkSameBits(whole: RunFolder, resumed: RunFolder): void {
  const read = (path: string) => readBytes(path, 'a file of the run');
  const different = EXACT.filter(([, pathIn]) => !read(pathIn(whole)).equals(read(pathIn(resumed))));
  if (different.length === 0) return;
  throw new UserError('A training that was interrupted and resumed gave other bits than one that was not.', {
    facts: [
      ['different', different.map(([name]) => name).join(', ')],
      [
        'the same',
        EXACT.filter((one) => !different.includes(one as never))
          .map(([name]) => name)
          .join(', ') || 'nothing',
      ],
    ],
    hint: 'This is a fault of the program or of the machine (memory, overclocking), not of the config. Please report it.',
    exitCode: 1,
  });
}

/**
 * Reads the logs of a run back.
 * @throws UserError (exit code 1) unless they hold so many rows of finite numbers; without validation two cells are empty.
 */
export function checkLogs(run: RunFolder, expected: { readonly steps: number; readonly epochs: number }): void {
  for (const [kind, wanted] of [
    ['metrics', expected.steps],
    ['epochs', expected.epochs],
    ['timing', expected.epochs],
  ] as const) {
    const { header, rows, torn } = readCsv(run.logPath(kind));
    const refuse = (problem: string) =>
      new UserError(`${kind}.csv does not read back as it was written.`, { facts: [['problem', problem]], exitCode: 1 });
    if (torn !== undefined) throw refuse('its last line has no end');
    if (rows.length !== wanted) throw refuse(`${rows.length} rows, expected ${wanted}`);
    for (const [i, row] of rows.entries()) {
      const bad = row.findIndex(
        (cell, column) => !(Number.isFinite(Number(cell)) && (cell !== '' || isOptional(header[column]))),
      );
      if (bad !== -1) throw refuse(`row ${i + 1}: ${header[bad]} is "${row[bad]}"`);
    }
  }
}

function isOptional(column: string | undefined): boolean {
  return column?.startsWith('val') === true;
}

/** @throws UserError (exit code 1) unless a config that was written reads back as it was. */
export function checkConfig(written: object, read: object): void {
  const [before, after] = [written, read].map((config): unknown => JSON.parse(JSON.stringify(config)));
  if (isDeepStrictEqual(before, after)) return;
  throw new UserError('The config in the folder of the run reads back as another one.', {
    hint: 'This is a fault of the program. Please report it.',
    exitCode: 1,
  });
}

/** @throws UserError (exit code 1) unless the evaluation is finite and the same as at the end of the training. */
export function checkEvaluation(now: Evaluation, before: Evaluation | undefined): void {
  if (!Number.isFinite(now.loss)) {
    throw new UserError(`The test loss is ${now.loss}: the training diverged.`, {
      hint: 'Try a lower learning rate or gradient clipping (--optimizer.clipNorm 1).',
      exitCode: 1,
    });
  }
  if (now.loss === before?.loss && now.accuracy === before.accuracy) return;
  throw new UserError('The best checkpoint gave another test loss than at the end of the training.', {
    facts: [
      ['at its end', `loss ${before?.loss}, accuracy ${before?.accuracy}`],
      ['evaluated', `loss ${now.loss}, accuracy ${now.accuracy}`],
    ],
    hint: 'This is a fault of the program or of the machine, not of the config. Please report it.',
    exitCode: 1,
  });
}
