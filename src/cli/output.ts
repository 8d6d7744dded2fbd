import { dirname } from 'node:path';
import { UserError } from '../base/errors.ts';
import { checkWritable, kindOfPath } from '../base/files.ts';
import { jsonNumber } from '../base/format.ts';

/** Prints the result of a command on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

let hasDocument = false;

/** Prints the one JSON document of `--json`: NaN and infinities as strings, absent numbers as null. */
export function printJson(document: unknown): void {
  const text = JSON.stringify(
    document,
    (_key, value: unknown) => (typeof value === 'number' ? jsonNumber(value) : value === undefined ? null : value),
    2,
  );
  hasDocument = true;
  print(text);
}

/** Prints the document of a command that an error has kept from its own; never a second one. */
export function printJsonError(error: UserError): void {
  if (!hasDocument) printJson({ error: errorDocument(error) });
}

/** What went wrong, as every document has it under `error`. */
export function errorDocument({ headline, facts, hint }: UserError) {
  return { message: headline, facts: facts.map(([label, value]) => ({ label, value })), hint };
}

/** @throws UserError when the file that an option names could not be written, before any work is done for it. */
export function checkTarget(option: string, what: string, file: string): void {
  const refuse = (reason: string) =>
    new UserError(`${option}: ${what} cannot be written.`, {
      facts: [
        ['path', file],
        ['reason', reason],
      ],
    });
  if (kindOfPath(file) === 'folder') throw refuse('it is a folder, not a file');
  const folder = dirname(file);
  const kind = kindOfPath(folder);
  if (kind !== 'folder') throw refuse(kind === 'missing' ? `there is no folder ${folder}` : `${folder} is no folder`);
  checkWritable(folder);
}
