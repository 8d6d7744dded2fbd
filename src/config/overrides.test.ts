import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleSchema } from '../../test/helpers/sample-config.ts';
import type { Params } from '../records/study/description.ts';
import { overrideText } from '../report/study/param-text.ts';
import { applyOverrides } from './apply-overrides.ts';
import { parseOverrides, splitArguments, WHOLE_SECTIONS } from './overrides.ts';
import { experimentSchema } from './schema.ts';
import { parseSource } from './source.ts';
import { placeText, toValue } from './tree.ts';

/** The config after overrides, or what is wrong with them. */
async function overridden(text: string, ...tokens: string[]): Promise<unknown> {
  const parsed = await parseOverrides(tokens);
  const { root, problems } = applyOverrides(sampleSchema, await parseSource(text, 'f.yaml'), parsed.overrides);
  const all = [...parsed.problems, ...problems];
  return all.length === 0 ? toValue(root) : all.map(({ place, label, text: said }) => `${placeText(place)}  ${label}: ${said}`);
}

describe('splitArguments', () => {
  it.each<[string, string[], string[]]>([
    ['train c.yaml --optimizer.lr 0.1 --json', ['train', 'c.yaml', '--json'], ['--optimizer.lr', '0.1']],
    ['train --optimizer.lr=0.1 c.yaml', ['train', 'c.yaml'], ['--optimizer.lr=0.1']],
    ['--seed 3 --name x.y --runs=./a.b ./c.yaml', ['--seed', '3', '--name', 'x.y', '--runs=./a.b', './c.yaml'], []],
    ['--a.b -1 --c.d -.inf --e.f - --g.h', [], ['--a.b', '-1', '--c.d', '-.inf', '--e.f', '-', '--g.h']],
    ['--a.b --json --c.d -q', ['--json', '-q'], ['--a.b', '--c.d']],
    ['--a.b= x', ['x'], ['--a.b=']],
    ['--seed.x 1 -- --a.b 1', ['--', '--a.b', '1'], ['--seed.x', '1']],
    ['--optimizer adam --model=lenet --log', [], ['--optimizer', 'adam', '--model=lenet', '--log']],
    ['--losses x --seed 3 --search x -model', ['--losses', 'x', '--seed', '3', '--search', 'x', '-model'], []],
  ])('%s', (line, rest, overrides) => {
    expect(splitArguments(line.split(' '))).toEqual({ rest, overrides });
  });

  it('leaves a section to a command that has an option of its name', () => {
    const { rest, overrides } = splitArguments(['--log', 'loss', '--log.layers', 'true'], new Set(['--log']));
    expect({ rest, overrides }).toEqual({ rest: ['--log', 'loss'], overrides: ['--log.layers', 'true'] });
  });

  it('knows the sections of a config', () => {
    const { name: _, seed: __, search: ___, ...sections } = experimentSchema.shape;
    expect([...WHOLE_SECTIONS]).toEqual(Object.keys(sections));
  });
});

describe('the overrides of a trial', () => {
  it('can be typed as they are printed, whatever the values', async () => {
    const values = [
      'sgd',
      'true',
      '-x',
      '--y',
      'a "b" $c `d` \\e',
      '',
      -1,
      1e-7,
      -2e30,
      null,
      true,
      ['flatten', { type: 'linear' }],
    ];
    const params: Params = {
      optimizer: 'adam',
      model: ['flatten', { type: 'linear', features: 'classes', p: -1 }],
      ...Object.fromEntries(values.map((value, i) => [`data.${i}`, value])),
    };
    const words = execFileSync('sh', ['-c', `printf '%s\\0' ${overrideText(params)}`], { encoding: 'utf8' }).split('\0');
    const { rest, overrides } = splitArguments(words.slice(0, -1));
    expect(rest).toEqual([]);
    const parsed = await parseOverrides(overrides);
    expect(parsed.problems).toEqual([]);
    expect(Object.fromEntries(parsed.overrides.map(({ path, node }) => [path.join('.'), toValue(node)]))).toEqual(params);
  });
});

describe('values are read as YAML', () => {
  it.each([
    ['1e-3', 0.001],
    ['-1', -1],
    ['0x10', 16],
    ['"0.1"', '0.1'],
    ["'x'", 'x'],
    ['007x', '007x'],
    ['true', true],
    ['no', 'no'],
    ['null', null],
    ['[cat, "dog"]', ['cat', 'dog']],
    ['{ patience: 3 }', { patience: 3 }],
    ['a=b', 'a=b'],
    ['--x', '--x'],
  ])('%s', async (text, value) => {
    expect(await overridden('a: 1', `--train.x=${text}`)).toEqual({ a: 1, train: { x: value } });
    if (!text.startsWith('--')) expect(await overridden('a: 1', '--train.x', text)).toEqual({ a: 1, train: { x: value } });
  });
});

describe('an override goes where it belongs', () => {
  it.each<[string, string[], unknown]>([
    ['train: {epochs: 3, steps: 4}', ['--train.epochs', '5'], { train: { epochs: 5, steps: 4 } }],
    ['a: 1', ['--train.epochs=5', '--train.epochs=6'], { a: 1, train: { epochs: 6 } }],
    ['data:', ['--data.split.validation=0'], { data: { split: { validation: 0 } } }],
    [
      'model: [relu, {type: conv2d, kernel: [3, 3]}]',
      ['--model.1.kernel.0', '5'],
      { model: ['relu', { type: 'conv2d', kernel: [5, 3] }] },
    ],
    ['model: [conv2d]', ['--model.0.channels', '5'], { model: [{ type: 'conv2d', channels: 5 }] }],
    ['model: [relu]', ['--model.0', 'maxPool2d'], { model: ['maxPool2d'] }],
    ['optimizer: sgd', ['--optimizer.lr', '5'], { optimizer: { type: 'sgd', lr: 5 } }],
    ['model: mlp', ['--model.dropout', '0.5'], { model: { architecture: 'mlp', dropout: 0.5 } }],
    ['base: &b {epochs: 1}\ntrain: *b', ['--train.epochs', '2'], { base: { epochs: 1 }, train: { epochs: 2 } }],
  ])('%j %j', async (text, tokens, expected) => {
    expect(await overridden(text, ...tokens)).toEqual(expected);
  });
});

describe('choosing another member', () => {
  it.each<[string, string[], unknown]>([
    ['optimizer: {type: adam, lr: 3, beta1: 0.5}', ['--optimizer.type', 'sgd'], { optimizer: { type: 'sgd', lr: 3 } }],
    ['optimizer: {lr: 3, beta1: 0.5}', ['--optimizer.type', 'sgd'], { optimizer: { lr: 3, type: 'sgd' } }],
    [
      'optimizer: {type: adam, beta1: 0.5}',
      ['--optimizer.momentum', '0.9', '--optimizer.type=sgd'],
      { optimizer: { type: 'sgd', momentum: 0.9 } },
    ],
    [
      'optimizer: {type: adam, beta1: 0.5}',
      ['--optimizer.beta1', '0.9', '--optimizer.type=sgd'],
      { optimizer: { type: 'sgd', beta1: 0.9 } },
    ],
    ['optimizer: {type: adam, beta1: 0.5}', ['--optimizer.type', 'sdg'], { optimizer: { type: 'sdg', beta1: 0.5 } }],
    [
      'data: {path: x, classes: [a, b], split: {}}',
      ['--data.dataset', 'idx'],
      { data: { path: 'x', split: {}, dataset: 'idx' } },
    ],
    ['model: [relu]', ['--model.architecture', 'mlp', '--model.dropout=0.5'], { model: { architecture: 'mlp', dropout: 0.5 } }],
    ['model: lenet', ['--model.architecture', 'mlp'], { model: { architecture: 'mlp' } }],
    ['optimizer: {lr: 3, beta1: 0.5}', ['--optimizer.lr', '2', '--optimizer', 'sgd'], { optimizer: { type: 'sgd', lr: 2 } }],
    ['model: [conv2d]', ['--model.1.type', 'relu', '--model', '[linear, conv2d]'], { model: ['linear', { type: 'relu' }] }],
    [
      'model: [{type: conv2d, kernel: 3, name: a, padding: 1}]',
      ['--model.0.type', 'maxPool2d'],
      { model: [{ type: 'maxPool2d', kernel: 3, name: 'a' }] },
    ],
  ])('%j %j', async (text, tokens, expected) => {
    expect(await overridden(text, ...tokens)).toEqual(expected);
  });
});

describe('an override that has no place', () => {
  it.each<[string, string[], string]>([
    ['model: [relu, relu]', ['--model.2.x', '3'], 'command line: --model.2.x  model: the list has the positions 0 to 1, not 2'],
    ['model: [relu, relu]', ['--model.01', '3'], 'command line: --model.01  model: the list has the positions 0 to 1, not 01'],
    [
      'model: [relu, relu]',
      ['--model.channels', '3'],
      'command line: --model.channels  model: the list has the positions 0 to 1, not channels',
    ],
    ['model: []', ['--model.0', '3'], 'command line: --model.0  model: the list is empty'],
    ['a: 1', ['--model.0', '3'], 'command line: --model.0  model: the config has no list here'],
    [
      'train: {epochs: 3}',
      ['--train.epochs.x', '3'],
      'command line: --train.epochs.x  train.epochs: this is a single value, which has no key "x"',
    ],
    ['a: 1', ['--__proto__.x', '3'], 'command line: --__proto__.x  : a key must not be called "__proto__"'],
    ['a: 1', ['--a.__proto__', '3'], 'command line: --a.__proto__  : a key must not be called "__proto__"'],
    [
      'a: 1',
      ['--constructor.prototype.x=3'],
      'command line: --constructor.prototype.x  : a key must not be called "constructor"',
    ],
    ['a: 1', ['--x.y={__proto__: 3}'], 'command line: --x.y  : a key must not be called "__proto__"'],
    ['a: 1', ['--a..b', '3'], 'command line: --a..b  : this is not a dotted key, such as optimizer.lr'],
    ['a: 1', ['--.', '3'], 'command line: --.  : this is not a dotted key, such as optimizer.lr'],
    ['a: 1', ['--train.epochs'], 'command line: --train.epochs  : needs a value, as in --train.epochs VALUE'],
    ['a: 1', ['--train.epochs='], 'command line: --train.epochs  : needs a value, as in --train.epochs VALUE'],
    ['a: 1', ['--train.batchSize', '[1'], 'command line: --train.batchSize  : flow sequence must end with a ]'],
    ['a: 1', ['--train.batchSize', '*a'], 'command line: --train.batchSize  : there is no anchor &a above'],
  ])('%j %j', async (text, tokens, problem) => {
    expect(await overridden(text, ...tokens)).toEqual([problem]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
