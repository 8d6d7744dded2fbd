import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { parseSource, readSource } from './source.ts';
import { locate, type Path, placeText, toValue } from './tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function messageOf(text: string, file: string): Promise<string> {
  const error: unknown = await parseSource(text, file).then(toValue, (cause: unknown) => cause);
  return error instanceof UserError ? error.message : JSON.stringify(error);
}

const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map((c, i) => `${c}: &${c} [${`*${'abcdefgh'[i]}, `.repeat(10)}]`),
].join('\n');
const DEEP = `${'['.repeat(70)}${']'.repeat(70)}`;

describe('faults of a YAML text', () => {
  it.each([
    ['a: 1\nb: 2\na: 3\n', 'f.yaml:3:1  the key "a" is given twice'],
    ['a: {b: 1, b: 2}\nc: {d: 1, d: 2}', 'f.yaml:1:11  the key "b" is given twice\nf.yaml:2:11  the key "d" is given twice'],
    ['a:\n\tb: 1', 'f.yaml:2:1  tabs are not allowed as indentation; use spaces'],
    ['a: 1\n---\nb: 2', 'f.yaml:2:1  another YAML document begins here; a config is a single one'],
    [BOMB, 'f.yaml:5:7  this stands for more than 100,000 values (an alias counts as all that it refers to)'],
    ['a: &a [*a]', 'f.yaml:1:8  the alias *a lies within what it refers to'],
    ['a: *b', 'f.yaml:1:4  there is no anchor &b above'],
    ['a: {<<: 3}', 'f.yaml:1:9  the merge key << takes a mapping or a list of mappings'],
    ['? [a]\n: b\n', 'f.yaml:1:3  a key must be plain text'],
    [': x', 'f.yaml:1:1  a key is missing here'],
    ['a: !foo 3', 'f.yaml:1:4  tags (!name) have no meaning in a config'],
    ['a: !!binary aGVsbG8=', 'f.yaml:1:13  tags (!name) have no meaning in a config'],
    ['x: 1\n__proto__: {x: 1}', 'f.yaml:2:1  a key must not be called "__proto__"'],
    ['- 1', 'f.yaml:1:1  a config is a mapping of sections (data, model, ...), but this is a list'],
    ['abc', 'f.yaml:1:1  a config is a mapping of sections (data, model, ...), but this is a single value'],
    ['~', 'f.yaml:1:1  a config is a mapping of sections (data, model, ...), but this is a single value'],
    ['a: [1, 2', 'f.yaml:1:9  flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a: "x', 'f.yaml:1:6  missing closing "quote'],
    [
      'a: b: c\nd: [\ne: 1',
      'f.yaml:1:4  nested mappings are not allowed in compact mappings\nf.yaml:3:1  flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [`a: ${DEEP}`, 'f.yaml:1:67  this is nested more than 64 levels deep'],
    [
      ' # nothing\n',
      'The config is empty.\n  path   f.yaml\n  A config is a mapping with sections such as data, model and optimizer.',
    ],
  ])('%j', async (text, message) => {
    expect(await messageOf(text, 'f.yaml')).toBe(message);
  });
});

describe('faults of a JSON text', () => {
  it.each([
    ['{"a": 1 // x\n}', 'f.json:1:9  JSON has no comments (YAML has)'],
    ['{"a": 1,}', 'f.json:1:9  expected a key in double quotes'],
    ['{"a": 1,\n "a": 2}', 'f.json:2:2  the key "a" is given twice'],
    ['{"a": }', 'f.json:1:7  expected a value'],
    ['{"a": 1 "b": 2}', 'f.json:1:9  expected a comma'],
    ['{"a": [1', 'f.json:1:9  expected a closing bracket ]'],
    ['{"a": NaN,\n"b": \'x\'}', 'f.json:1:7  this is not a JSON value\nf.json:2:6  this is not a JSON value'],
    ['{} {}', 'f.json:1:4  expected nothing more'],
    ['{"a": "x', 'f.json:1:7  the string does not end'],
    ['{"__proto__": 1}', 'f.json:1:2  a key must not be called "__proto__"'],
    ['[1]', 'f.json:1:1  a config is a mapping of sections (data, model, ...), but this is a list'],
    [`{"a": ${DEEP}}`, 'f.json:1:70  this is nested more than 64 levels deep'],
    ['\n', 'The config is empty.\n  path   f.json\n  A config is a mapping with sections such as data, model and optimizer.'],
  ])('%j', async (text, message) => {
    expect(await messageOf(text, 'f.json')).toBe(message);
  });
});

describe('faults of a file', () => {
  const path = (name: string): string => join(folder, name);
  it.each([
    ['missing.yaml', () => {}, 'Cannot read the config: there is no such file or folder.\n  path   FILE'],
    ['folder.yaml', () => mkdirSync(path('folder.yaml')), 'Cannot read the config: it is a folder, not a file.\n  path   FILE'],
    [
      'latin1.yaml',
      () => writeFileSync(path('latin1.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9])),
      'The config is not UTF-8 text.\n  path   FILE\n  Save it as UTF-8.',
    ],
    [
      'large.yaml',
      () => writeFileSync(path('large.yaml'), '#'.repeat(1_000_001)),
      'The config is too large.\n  path   FILE\n  size   1000001 bytes; the most is 1000000',
    ],
    [
      'empty.yaml',
      () => writeFileSync(path('empty.yaml'), ''),
      'The config is empty.\n  path   FILE\n  A config is a mapping with sections such as data, model and optimizer.',
    ],
  ])('%s', async (name, prepare, message) => {
    prepare();
    const error: unknown = await readSource(path(name)).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UserError);
    expect(String((error as UserError).message)).toBe(message.replace('FILE', path(name)));
  });

  it('takes no device for a config', async () => {
    await expect(readSource('/dev/null')).rejects.toThrow('Cannot read the config: it is a device, not a file.');
  });

  it('reads a text with a byte order mark', async () => {
    writeFileSync(path('mark.yaml'), '\uFEFFa: 1\nb: [x]');
    expect(toValue(await readSource(path('mark.yaml')))).toEqual({ a: 1, b: ['x'] });
  });
});

it('reads YAML 1.2, with anchors and merge keys', async () => {
  const text = 'a: &a {x: 1, y: 0x10}\nb: {y: yes, <<: *a}\nc: {<<: [*a, {z: 1e3}]}\nd: &a .inf\ne: *a\nf:\n"<<": 2\n&k k: *k\n';
  const read = toValue(await parseSource(text, 'f.yml'));
  expect(read).toEqual({
    a: { x: 1, y: 16 },
    b: { y: 'yes', x: 1 },
    c: { x: 1, y: 16, z: 1000 },
    d: Infinity,
    e: Infinity,
    f: null,
    '<<': 2,
    k: 'k',
  });
});

it.each(['f.yaml', 'f.json'])('locates keys and values of %s, and what is nearest to what is not there', async (file) => {
  const root = await parseSource('{"model": [\n  {"type": "conv2d"},\n  "relu"],\n "train": {\n  "epochs": 3}}', file);
  const at = (path: Path, target: 'key' | 'value'): string => placeText(locate(root, path, target));
  expect(at(['train', 'epochs'], 'key')).toBe(`${file}:5:3`);
  expect(at(['train', 'epochs'], 'value')).toBe(`${file}:5:13`);
  expect(at(['train', 'steps'], 'value')).toBe(`${file}:4:2`);
  expect(at(['train', 'epochs', 'x'], 'value')).toBe(`${file}:5:3`);
  expect(at(['model', 0, 'type'], 'value')).toBe(`${file}:2:12`);
  expect(at(['model', 1, 'type'], 'value')).toBe(`${file}:3:3`);
  expect(at(['model', 2], 'value')).toBe(`${file}:1:2`);
  expect(at(['loss'], 'value')).toBe(`${file}:1:1`);
});

it('throws nothing but a UserError, whatever the text', async () => {
  const piece = fc.constantFrom(
    'a',
    'b: ',
    ': ',
    '- ',
    '? ',
    '\n',
    '  ',
    '\t',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&x ',
    '*x',
    '<<: ',
    '!t ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '%',
    '---\n',
    '...\n',
    '1e3',
    '.nan',
    '~',
    '\\',
    '\r',
    '\0',
    '"a":',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom('f.yaml', 'f.json'), async (content, file) => {
      const error: unknown = await parseSource(content, file).then(toValue, (cause: unknown) => cause);
      if (error instanceof Error) expect(error).toBeInstanceOf(UserError);
    }),
    { numRuns: 1000, seed: 1 },
  );
});

it('refuses hostile texts in a moment', async () => {
  const size = 10_000;
  const texts = ['[', '{a: ', '- ', '? ', '&a ', ': ', ']', '! ', '"', '{"a":[', '*a ', '\n\t'].map((piece) =>
    piece.repeat(size / piece.length),
  );
  texts.push(`a: &a 1\nb: [${'*a, '.repeat(size / 4)}x]`, Array.from({ length: size / 10 }, (_, i) => `key${i}: 1`).join('\n'));
  const started = performance.now();
  for (const text of texts) for (const file of ['f.yaml', 'f.json']) await messageOf(text, file);
  expect(performance.now() - started).toBeLessThan(15_000);
});
