import { statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { UserError } from '../base/errors.ts';
import { kindOfPath, readBytes, replaceFile } from '../base/files.ts';
import { applyOverrides } from './apply-overrides.ts';
import { changeYaml } from './change-yaml.ts';
import { ConfigError } from './config-error.ts';
import type { Override } from './overrides.ts';
import { isJson, parseSource, readText } from './source.ts';
import { type Path, toValue } from './tree.ts';
import { valueAt } from './walk.ts';

/** One key of a config and what it should say: `{ path: ['optimizer', 'lr'], value: 0.003 }`. */
export interface ConfigChange {
  readonly path: readonly string[];
  readonly value: string | number | boolean | null;
}

/**
 * The text of a config file with some keys set, each as `--dotted.key value` would do it, and all else as it is: comments,
 * order, format, anchors. A shorthand becomes a mapping where a change needs one: `optimizer: adam` becomes
 * `optimizer: { type: adam, lr: 0.003 }`.
 * @param schema tells what shorthands mean
 * @param given overrides of a command line that the copy should hold as well; `changes` come after them
 * @throws UserError when the file cannot be read or is no config; ConfigError when a change has no place in it.
 */
export async function changedCopy(
  schema: z.ZodType,
  file: string,
  changes: readonly ConfigChange[],
  given: readonly Override[] = [],
): Promise<string> {
  const change = isJson(file) ? (await import('./change-json.ts')).changeJson : changeYaml;
  const changedValue = async (text: string, overrides: readonly Override[]) => {
    const { root, problems } = applyOverrides(schema, await parseSource(text, file), overrides);
    if (problems.length > 0) throw new ConfigError(problems);
    return toValue(root);
  };
  const original = readText(file);
  const overrides = [...given, ...changes.map(overrideFor)];
  const wanted = await changedValue(original, overrides);

  let text = original;
  for (const override of overrides) text = change(text, override.path, await changedValue(text, [override]));
  if (await isAs(text)) return text;
  // A change that drops others (another optimizer has not the same options): its section is written anew, and no other.
  for (const section of new Set(overrides.map(({ path }) => path[0] ?? ''))) {
    if (!(await isAs(text, [section]))) text = change(text, [section], wanted);
  }
  if (await isAs(text)) return text;
  throw new UserError('The config is written in a way that cannot be changed by a program.', {
    facts: [['path', file], ...changes.map(({ path, value }) => [path.join('.'), String(value)] as const)],
    hint: 'Write this into a copy of it by hand.',
  });

  async function isAs(changed: string, path: Path = []): Promise<boolean> {
    try {
      return isDeepStrictEqual(valueAt(toValue(await parseSource(changed, file)), path), valueAt(wanted, path));
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  }
}

function overrideFor({ path, value }: ConfigChange): Override {
  const place = { kind: 'flag', flag: `--${path.join('.')}` } as const;
  return { path, node: { kind: 'scalar', value, place }, place };
}

export interface WriteCopyOptions {
  /** Whether a file with other content may be written over. */
  readonly overwrite?: boolean;
}

/**
 * Writes a changed copy of the config `source` in one step.
 * @throws UserError when `target` is the config itself (by whatever name) or a folder, holds something else and is not to be
 * written over, or cannot be written.
 */
export function writeCopy(source: string, target: string, text: string, { overwrite = false }: WriteCopyOptions = {}): void {
  const kind = kindOfPath(target);
  const refuse = (headline: string, hint: string) => new UserError(headline, { facts: [['path', target]], hint });
  if (kind === 'folder') throw refuse('Cannot write the config: it is a folder, not a file.', 'Name a file.');
  if (kind === 'file') {
    if (isSameFile(source, target)) {
      throw refuse('The copy would be written over the config itself.', 'Name another file for it.');
    }
    if (readBytes(target, 'the file that is there').equals(Buffer.from(text))) return;
    if (!overwrite) throw refuse('There is a file of that name already, with other content.', 'Name another file, or remove it.');
  }
  replaceFile(target, text);
}

/** Two names may lead to one file. */
function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
