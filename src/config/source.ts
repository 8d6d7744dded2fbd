import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { UserError } from '../base/errors.ts';
import { fileError, readBytes } from '../base/files.ts';
import { ConfigError, firstOfEachLine } from './config-error.ts';
import type { MapNode } from './tree.ts';
import { parseYaml } from './yaml-tree.ts';

const MOST_BYTES = 1_000_000;

/**
 * Reads a config file into a tree: JSON when its name ends in `.json`, else YAML. A byte order mark is skipped.
 *
 * @throws UserError when it cannot be read, is a folder, is larger than 1 MB, empty or not UTF-8.
 * @throws ConfigError with every fault of syntax, when a key is given twice, or when the top level is not a mapping.
 */
export async function readSource(file: string): Promise<MapNode> {
  return parseSource(readText(file), file);
}

/** The text of a config file. @throws UserError as `readSource` does, for what is not about its syntax. */
export function readText(file: string): string {
  return decode(readFile(file), file);
}

/** Whether a config of this name is JSON, and not YAML. */
export function isJson(file: string): boolean {
  return extname(file).toLowerCase() === '.json';
}

/** The tree of a config's text; `file` is the name shown in errors, and its ending chooses the syntax. */
export async function parseSource(text: string, file: string): Promise<MapNode> {
  // JSON configs are rare, and what reads them need not be loaded for the others.
  const parse = isJson(file) ? (await import('./json-tree.ts')).parseJson : parseYaml;
  const { root, problems } = parse(text, (line, column) => ({ kind: 'file', file, line, column }));
  if (problems.length > 0) throw new ConfigError(firstOfEachLine(problems));
  if (root === undefined) {
    throw new UserError('The config is empty.', {
      facts: [['path', file]],
      hint: 'A config is a mapping with sections such as data, model and optimizer.',
    });
  }
  if (root.kind !== 'map') {
    const found = root.kind === 'list' ? 'a list' : 'a single value';
    throw new ConfigError([
      { place: root.place, label: '', text: `a config is a mapping of sections (data, model, ...), but this is ${found}` },
    ]);
  }
  return root;
}

function readFile(file: string): Buffer {
  let size: number;
  try {
    const stats = statSync(file);
    if (stats.isCharacterDevice() || stats.isBlockDevice()) {
      throw new UserError('Cannot read the config: it is a device, not a file.', { facts: [['path', file]] });
    }
    size = stats.size;
  } catch (error) {
    throw fileError('Cannot read the config', file, error);
  }
  const bytes = size > MOST_BYTES ? undefined : readBytes(file, 'the config');
  if (bytes !== undefined && bytes.length <= MOST_BYTES) return bytes;
  throw new UserError('The config is too large.', {
    facts: [
      ['path', file],
      ['size', `${bytes?.length ?? size} bytes; the most is ${MOST_BYTES}`],
    ],
  });
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('The config is not UTF-8 text.', { facts: [['path', file]], hint: 'Save it as UTF-8.', cause });
  }
}
