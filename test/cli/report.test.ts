/** `cnn-run report`: a page of what there is, whatever is missing. */
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, expectPlain, expectRefusal, temporaryFolder } from '../helpers/cli.ts';
import { exactFiles, writeText } from '../helpers/experiment-folder.ts';
import { makeImageFolder } from '../helpers/idx-files.ts';

const MARKUP = '<img src=x onerror=alert(1)>';
const CONFIG = `name: small
data: { dataset: idx, path: data, classes: ["${MARKUP}", "b & c", "</script>", d], split: { validation: 0.2 } }
model:
  - { type: conv2d, name: conv, channels: 4, kernel: 3 }
  - relu
  - flatten
  - { type: linear, name: fc, features: classes }
optimizer: { type: sgd, lr: 0.02 }
train: { epochs: 3, batchSize: 16 }
`;

const cwd = temporaryFolder();
const runs = join(cwd, 'runs');

/** A copy of the run that may be damaged, without its page. */
function copyOf(name: string): string {
  const path = join(cwd, 'copies', name);
  cpSync(join(runs, 'small-001'), path, { recursive: true, filter: (file) => !file.includes('report.html') });
  return path;
}

/** The document of `report`, which must have written the page that it names. */
async function reported(args: readonly string[]): Promise<{ sections: string[]; notes: string[]; page: string; path: string }> {
  const document = await cnnRunJson(['report', ...args], { cwd });
  const { path, bytes, sections, notes } = document as { path: string; bytes: number; sections: string[]; notes: string[] };
  const file = resolve(cwd, path);
  expect(statSync(file).size).toBe(bytes);
  return { sections, notes, path, page: readFileSync(file, 'utf8') };
}

beforeAll(async () => {
  makeImageFolder(join(cwd, 'data'), { noise: 190, train: 240, test: 60 });
  writeText(cwd, 'small.yaml', CONFIG);
  await cnnRunJson(['train', 'small.yaml'], { cwd });
});

describe('a run', () => {
  it.concurrent('gets a page in its folder, the same every time, and is not changed', async () => {
    const before = exactFiles(join(runs, 'small-001'));
    const first = await reported(['small-001']);
    expect(first.path).toBe(join('runs', 'small-001', 'report.html'));
    expect(first.notes).toEqual([]);
    expect(first.sections).toEqual(expect.arrayContaining(['summary', 'loss', 'confusion', 'mistakes', 'config']));
    expect(first.page).toMatch(/^<!doctype html>/i);
    expect(first.page).toContain('small-001');
    const again = await reported(['--out', 'again.html']); // the last run
    expect(again.page).toBe(first.page);
    expect(exactFiles(join(runs, 'small-001'))).toEqual(before);
  });

  it.concurrent('is told on stdout, without --json, where the page is and how large', async () => {
    const outcome = await cnnRun(['report', 'small-001', '--out', 'told.html', '--no-model'], { cwd });
    expect(outcome).toMatchObject({ code: 0, stderr: 'note: The network was not looked at (--no-model).\n' });
    expect(outcome.stdout).toMatch(/^told\.html {3}\(\d+(\.\d)? [kM]?B\)\n$/);
    expectPlain(outcome.stdout + outcome.stderr);
    expect(readFileSync(join(cwd, 'told.html'), 'utf8')).toContain('small-001');
  });

  it.concurrent('can have markup in its name, its folder and its classes, which is shown and never runs', async () => {
    const name = `${MARKUP}"'&`;
    copyOf(name);
    const { page } = await reported([name, '--runs', 'copies', '--out', 'markup.html']);
    expect(page).not.toContain('<img src=x');
    expect(page).not.toContain('</script>"');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it.concurrent('is looked into on its validation part, or the part that was asked for', async () => {
    const counted = async (...args: string[]) => {
      const { page } = await reported(['small-001', '--out', `part${args.length}.html`, ...args]);
      return page;
    };
    expect(await counted()).not.toBe(await counted('--part', 'test'));
  });
});

describe('a run of which something is missing', () => {
  it.concurrent('gets a page of the rest all the same, with a note', async () => {
    const path = copyOf('without data');
    const config = join(path, 'config.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace(/path: data\b/, 'path: gone'));
    const { notes, sections, page } = await reported([path]);
    expect(notes).toEqual([expect.stringMatching(/^Nothing of the network is shown\. .*gone/)]);
    expect(sections).toEqual(expect.arrayContaining(['loss', 'notes']));
    expect(sections).not.toContain('confusion');
    expect(page).toContain('Nothing of the network is shown.');
  });

  it.concurrent('has no test images and no validation part', async () => {
    makeImageFolder(join(cwd, 'train-only'), { test: 0 });
    const args = ['--data.path', 'train-only', '--data.split.validation', '0', '--name', 'alone', '--runs', 'alone'];
    await cnnRunJson(['train', 'small.yaml', ...args], { cwd });
    const { notes } = await reported(['last', '--runs', 'alone']);
    expect(notes).toEqual(['Nothing of the network is shown. The data have neither a validation part nor test images.']);
    expectRefusal(
      await cnnRun(['report', 'last', '--runs', 'alone', '--part', 'test'], { cwd }),
      'The data have no test part.\n  parts   train alone',
    );
  });
});

describe('a run that went badly', () => {
  it.concurrent('gets a page after a single step', async () => {
    await cnnRunJson(['train', 'small.yaml', '--train.steps', '1', '--runs', 'one'], { cwd });
    const { sections } = await reported(['last', '--runs', 'one']);
    expect(sections).toContain('loss');
  });

  it.concurrent('gets a page when it diverged', async () => {
    const args = ['small.yaml', '--optimizer.lr', '1e30', '--runs', 'diverged'];
    await cnnRunJson(['train', ...args], { cwd }, 1);
    const { sections, page } = await reported(['last', '--runs', 'diverged']);
    expect(sections).toContain('loss');
    expect(page).toContain('diverged');
  });
});

describe('single charts', () => {
  it.concurrent('are written beside the page, or where they are wanted, the same every time', async () => {
    const path = copyOf('charts');
    const args = ['--svg', 'loss', '--svg', 'confusion=matrix.svg', '--png', 'accuracy', '--png', 'loss=loss.png'];
    const { charts } = await cnnRunJson(['report', path, ...args], { cwd });
    const files = [join(path, 'loss.svg'), 'matrix.svg', join(path, 'accuracy.png'), 'loss.png'];
    expect(charts).toEqual(
      [
        ['loss', 'svg'],
        ['confusion', 'svg'],
        ['accuracy', 'png'],
        ['loss', 'png'],
      ].map(([kind, format], i) => ({ kind, format, path: files[i], bytes: expect.any(Number) })),
    );
    const contents = () => files.map((file) => readFileSync(resolve(cwd, file)));
    const first = contents();
    for (const svg of first.slice(0, 2)) expect(svg.toString()).toMatch(/^<svg[^>]* xmlns="[\s\S]*<\/svg>\s*$/);
    for (const png of first.slice(2)) expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(first[1]?.toString()).not.toContain('<img');
    await cnnRunJson(['report', path, ...args], { cwd });
    expect(contents()).toEqual(first);
  });

  it.concurrent('are refused, and nothing is written, where there is no such chart, nothing to draw it from, or no place', async () => {
    const path = copyOf('no charts');
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [['--svg', 'los'], '--svg: there is no chart "los" of a run.\n  known   loss, accuracy, '],
      [['--svg', 'square'], '--svg: there is no chart "square" of a run.\n  known   loss, accuracy, '],
      [
        ['--png', 'loss=a.svg'],
        '--png: expected the name of a file that ends in ".png", got "a.svg".\n  For example: --png loss=loss.png\n',
      ],
      [['--svg', 'loss=same.svg', '--svg', 'accuracy=same.svg'], 'Two charts would go to the same file.\n  file   same.svg\n'],
      [['--svg', 'loss=no/where.svg'], '--svg: the chart "loss" cannot be written.\n'],
      [['--svg', 'confusion', '--no-model'], 'There is nothing to draw the chart "confusion" from.\n'],
    ];
    for (const [args, message] of refusals) {
      const outcome = await cnnRun(['report', path, ...args], { cwd });
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr.slice(0, message.length)).toBe(message);
    }
    expect(existsSync(join(path, 'report.html'))).toBe(false);
    expect(existsSync(join(cwd, 'same.svg'))).toBe(false);
  });
});

describe('train --report', () => {
  it.concurrent('writes the same page as the command', async () => {
    const trained = await cnnRunJson(['train', 'small.yaml', '--runs', 'paged', '--report'], { cwd });
    expect(trained.report).toBe(join('paged', 'small-001', 'report.html'));
    const page = readFileSync(join(cwd, 'paged/small-001/report.html'), 'utf8');
    const { page: again, notes } = await reported(['last', '--runs', 'paged']);
    expect(notes).toEqual([]);
    expect(page).toBe(again);
  });

  it.concurrent('writes a page of a training that diverged', async () => {
    const args = ['--optimizer.lr', '1e30', '--runs', 'diverged-paged', '--report'];
    expect(await cnnRun(['train', 'small.yaml', ...args], { cwd })).toMatchObject({ code: 1 });
    expect(readFileSync(join(cwd, 'diverged-paged/small-001/report.html'), 'utf8')).toContain('diverged');
  });

  it.concurrent('is not for a smoke run', async () => {
    const { code, stderr } = await cnnRun(['train', 'small.yaml', '--smoke', '--report'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--smoke cannot be combined with --report.');
  });
});

describe('the log of another framework', () => {
  const KERAS = `epoch,accuracy,loss,val_accuracy,val_loss\n${Array.from({ length: 12 }, (_, i) => `${i},${0.5 + i / 30},${2 / (i + 1)},${0.5 + i / 40},${2.2 / (i + 1)}`).join('\n')}\n`;

  it.concurrent('gets a page of curves and readings beside it', async () => {
    writeText(cwd, `logs/<b>keras.csv`, KERAS);
    const { path, sections, notes, page } = await reported(['logs/<b>keras.csv']);
    expect(path).toBe(join('logs', '<b>keras.report.html'));
    expect(sections).toContain('loss');
    expect(sections).not.toContain('confusion');
    expect(notes).toContain('The log of another framework: of its network and data nothing is known.');
    expect(page).not.toContain('<b>keras');
    expect(page).toContain('&lt;b&gt;keras.csv');
  });

  it.concurrent('may need to be told which column is which', async () => {
    const file = writeText(cwd, 'logs/odd.csv', 'i,zap\n1,2.5\n2,2.0\n3,1.5\n');
    const refused = await cnnRun(['report', file], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--columns');
    expect((await reported([file, '--columns', 'loss=zap,at=i'])).sections).toContain('loss');
  });
});

describe('bad usage', () => {
  it.concurrent('is refused before anything is written', async () => {
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [['nothing'], 'There is no run "nothing".\n  runs in   '],
      [['small-001', '--part', 'train'], '--part: there is no "train".\n  known   validation, test\n'],
      [['small-001', '--part', 'test', '--no-model'], '--part says which examples to look at, --no-model to look at none.\n'],
      [['small-001', '--out', 'small.yaml'], '--out: expected the name of a file that ends in ".html", got "small.yaml".\n'],
      [['small-001', '--out', 'no/where.html'], '--out: the page cannot be written.\n  path     no/where.html\n'],
      [['small-001', '--optimizer.lr', '1'], '"cnn-run report" takes no config overrides.\n'],
    ];
    for (const [args, message] of refusals) {
      const outcome = await cnnRun(['report', ...args], { cwd });
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr.slice(0, message.length)).toBe(message);
    }
    expect(readFileSync(join(cwd, 'small.yaml'), 'utf8')).toBe(CONFIG);
    expect(existsSync(join(cwd, 'no'))).toBe(false);
  });

  it.concurrent('is a chart of a folder with several runs, of which one must be named', async () => {
    for (const name of ['a', 'b']) cpSync(join(runs, 'small-001'), join(cwd, 'several', name), { recursive: true });
    const { code, stdout, stderr } = await cnnRun(['report', 'several', '--svg', 'loss'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--svg can be had of one training, and "several" holds 2.\n  found   a, b\n');
    const document = await cnnRunJson(['report', 'several'], { cwd });
    expect(document).toMatchObject({ path: join('several', 'report.html'), sections: expect.arrayContaining(['loss']) });
    expect(readFileSync(join(cwd, 'several/report.html'), 'utf8')).toContain('>a, b</h1>');
  });

  it.concurrent('is a page where there is a folder', async () => {
    const path = copyOf('in the way');
    mkdirSync(join(path, 'report.html'));
    const { code, stderr } = await cnnRun(['report', path], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('the page cannot be written');
  });
});
