import { jsonNumber } from '../base/format.ts';

/** Prints the result of a command on stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints the one JSON document of `--json`: NaN and infinities as strings, absent numbers as null. */
export function printJson(document: unknown): void {
  print(
    JSON.stringify(
      document,
      (_key, value: unknown) => (typeof value === 'number' ? jsonNumber(value) : value === undefined ? null : value),
      2,
    ),
  );
}
