/** `cnn-run sweep`: the same study with any number of workers, after any interruption; what fails, what is refused, what is told. */
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { cnnRun, cnnRunJson, documentOf, expectPlain, expectRefusal, ROOT, startCnnRun } from '../helpers/cli.ts';
import { experimentFolder, writeText } from '../helpers/experiment-folder.ts';

const cwd = experimentFolder();
/** Everything that a study depends on: results of earlier trials decide what is tried, and how long. */
const ADAPTIVE = ['sweep', 'plain.yaml', '--sampler', 'tpe', '--pruner', 'asha', '--trials', '10', '--train.epochs', '4'];

const table = (runs: string, study = 'plain-tpe-001') => readFileSync(join(cwd, runs, study, 'trials.csv'), 'utf8');
const journal = (runs: string, study = 'plain-tpe-001') => join(cwd, runs, study, 'journal.jsonl');

async function untilThere(path: string): Promise<void> {
  while (!existsSync(path)) await delay(10);
}

interface Trial {
  readonly index: number;
  readonly state: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly valAccuracy: number | null;
  readonly reason: string | null;
  readonly run: string;
}

const trialsIn = (document: Record<string, unknown>) => document.trials as readonly Trial[];

describe('the same study', () => {
  it('with one worker, with three, killed in the parent and in a worker, and with a worker that ends', {
    timeout: 120_000,
  }, async () => {
    const document = await cnnRunJson([...ADAPTIVE, '--workers', '1', '--runs', 'one'], { cwd });
    const trials = trialsIn(document);
    expect(trials.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(trials.some(({ state }) => state === 'pruned')).toBe(true);
    expect(document.importance).toMatchObject({ method: 'forest', trials: 10 });
    const whole = table('one');

    await cnnRunJson([...ADAPTIVE, '--workers', '3', '--runs', 'three'], { cwd });
    expect(table('three')).toBe(whole);

    // Changes of the file system are counted in each thread: the first numbers are of the parent, which makes few, the higher of workers.
    const ends: (string | null)[] = [];
    for (const killAtWrite of [5, 9, 14, 60, 33]) {
      const outcome = await cnnRun([...ADAPTIVE, '--workers', '2', '--runs', 'killed'], { cwd, killAtWrite });
      ends.push(outcome.signal);
    }
    expect(ends.filter((signal) => signal === 'SIGKILL').length).toBeGreaterThanOrEqual(4);
    // A line that was being written when the machine stopped.
    appendFileSync(journal('killed'), '{"end":{"index":3,"sta');
    await cnnRunJson([...ADAPTIVE, '--workers', '2', '--runs', 'killed'], { cwd });
    expect(table('killed')).toBe(whole);
    expect(readdirSync(join(cwd, 'killed'))).toEqual(['plain-tpe-001']);
    expect(readdirSync(join(cwd, 'killed/plain-tpe-001')).sort()).toEqual([
      'journal.jsonl',
      'study.yaml',
      'trials',
      'trials.csv',
    ]);

    const once = ['a', 'b'].map((name) => join(cwd, name));
    for (const file of once) writeFileSync(file, '');
    const env = {
      NODE_OPTIONS: `--import=file://${join(ROOT, 'test/helpers/end-worker.js')}`,
      ...{ END_WORKER_AT: '40', END_WORKER_ONCE: once.join(',') },
    };
    await cnnRunJson([...ADAPTIVE, '--workers', '2', '--runs', 'ended'], { cwd, env });
    expect(once.some((file) => existsSync(file))).toBe(false);
    expect(table('ended')).toBe(whole);
  });

  it.concurrent('interrupted by Ctrl-C it saves, exits with 130, and goes on', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--trials', '3', '--train.epochs', '40', '--search.keep', '0'];
    const running = startCnnRun([...args, '--runs', 'interrupted', '--workers', '2'], { cwd });
    await running.untilStderr('trial');
    running.kill('SIGINT');
    const outcome = await running.ended;
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('Interrupted: saving the trials that run. (Once more to stop at once.)');
    await cnnRunJson([...args, '--runs', 'interrupted', '--workers', '2'], { cwd });
    await cnnRunJson([...args, '--runs', 'through', '--workers', '2'], { cwd });
    expect(table('interrupted', 'plain-random-001')).toBe(table('through', 'plain-random-001'));
  });

  it.concurrent('goes on to more trials, and does none twice', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--runs', 'more', '--workers', '2', '--train.epochs', '1'];
    const first = trialsIn(await cnnRunJson([...args, '--trials', '3'], { cwd }));
    const before = readFileSync(journal('more', 'plain-random-001'), 'utf8');
    const again = await cnnRun([...args, '--trials', '3'], { cwd });
    expect(again.stderr).toContain('going on with more/plain-random-001: 3 of 3 trials are done');
    expect(readFileSync(journal('more', 'plain-random-001'), 'utf8')).toBe(before);
    const second = trialsIn(await cnnRunJson([...args, '--trials', '5'], { cwd }));
    expect(second.slice(0, 3)).toEqual(first);
    expect(second).toHaveLength(5);
    // Anything else is another study; --new asks for one.
    await cnnRunJson([...args, '--trials', '2', '--seed', '2'], { cwd });
    await cnnRunJson([...args, '--trials', '2', '--new'], { cwd });
    expect(readdirSync(join(cwd, 'more'))).toEqual(['plain-random-001', 'plain-random-002', 'plain-random-003']);
  });
});

describe('what a study gives', () => {
  it.concurrent('a document, a table, runs that train again to the same bits, a page', async () => {
    const args = ['sweep', 'plain.yaml', '--grid', '--space', 'optimizer.lr=0.01,0.1', '--space', 'optimizer.weightDecay=0,1e-4'];
    const document = await cnnRunJson([...args, '--runs', 'given', '--report', '--search.keep', '1'], { cwd });
    const trials = trialsIn(document);
    expect(document).toMatchObject({ study: 'given/plain-grid-001', metric: 'valAccuracy', end: 'complete' });
    expect(trials.map(({ params }) => params)).toEqual(
      [0.01, 0.1].flatMap((lr) => [0, 1e-4].map((weightDecay) => ({ 'optimizer.lr': lr, 'optimizer.weightDecay': weightDecay }))),
    );
    const best = document.best as Trial;
    expect(best.valAccuracy).toBe(Math.max(...trials.map(({ valAccuracy }) => valAccuracy ?? 0)));
    expect(best.params).toEqual(trials[best.index]?.params);
    // One keeps its checkpoints, the best one.
    const kept = trials.filter(({ run }) => existsSync(join(cwd, run, 'checkpoints/best.safetensors')));
    expect(kept.map(({ index }) => index)).toEqual([best.index]);
    const again = await cnnRunJson(['train', join(best.run, 'config.yaml'), '--runs', 'again'], { cwd });
    expect(again.bestValAccuracy).toBeCloseTo(best.valAccuracy ?? 0, 6);
    const metrics = (run: string) => readFileSync(join(cwd, run, 'metrics.csv'), 'utf8');
    expect(metrics(String(again.path))).toBe(metrics(best.run));
    const rows = parse(table('given', 'plain-grid-001'), { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => Number(row['optimizer.lr']))).toEqual([0.01, 0.01, 0.1, 0.1]);
    expect(readFileSync(join(cwd, 'given/plain-grid-001/report.html'), 'utf8')).toContain('plain-grid-001');

    const text = await cnnRun([...args, '--runs', 'given', '--search.keep', '1'], { cwd });
    expectPlain(text.stdout);
    expect(text.stdout).toContain(`best: trial ${best.index}`);
    const { studies } = await cnnRunJson(['list', 'studies', '--runs', 'given'], { cwd });
    expect(studies).toMatchObject([{ name: 'plain-grid-001', kind: 'study', status: 'finished', trials: 4 }]);
    const page = await cnnRunJson(['report', 'plain-grid-001', '--runs', 'given', '--out', 'study.html'], { cwd });
    expect(page).toMatchObject({ path: 'study.html' });
    expectRefusal(
      await cnnRun(['report', 'plain-grid-001', '--runs', 'given', '--part', 'test'], { cwd }),
      '--part can be had of a single run, and given/plain-grid-001 is a study.\n  Name one of its runs: cnn-run report given/plain-grid-001/trials/0000',
    );
  });

  it.concurrent('the overrides of the best, which can be typed, a whole section too', async () => {
    const args = ['sweep', 'plain.yaml', '--grid', '--train.epochs', '1', '--runs', 'typed'];
    const spaces = ['--space', 'optimizer=sgd,adam', '--space', 'optimizer.weightDecay=0.001'];
    const { stdout } = await cnnRun([...args, ...spaces], { cwd });
    const typed = /^ +as: (.+)$/m.exec(stdout)?.[1] ?? '';
    expect(typed).toMatch(/^--optimizer (sgd|adam) --optimizer.weightDecay 0.001$/);
    const again = await cnnRunJson(['train', 'plain.yaml', '--train.epochs', '1', '--runs', 'typed', ...typed.split(' ')], {
      cwd,
    });
    expect(stdout).toContain(`${(100 * Number(again.bestValAccuracy)).toFixed(2)} %`);
  });

  it.concurrent('the best again over seeds', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--trials', '3', '--train.epochs', '1', '--runs', 'repeated'];
    const document = await cnnRunJson([...args, '--repeat-top', '2', '--seeds', '3'], { cwd });
    const repeats = document.repeats as readonly { readonly of: number; readonly seed: number; readonly state: string }[];
    expect(repeats.map(({ seed }) => seed)).toEqual([2, 3, 4, 2, 3, 4]);
    expect(new Set(repeats.map(({ state }) => state))).toEqual(new Set(['completed']));
    expect(document.comparison).toMatchObject({ trials: [{ values: expect.anything() }, { values: expect.anything() }] });
  });

  it.concurrent('what makes the same search wider, added to the same command', async () => {
    const args = ['sweep', 'plain.yaml', '--grid', '--metric', 'valLoss', '--train.epochs', '1', '--runs', 'wider'];
    const { edges } = await cnnRunJson(args, { cwd });
    const [edge] = edges as readonly { readonly key: string; readonly override: string }[];
    expect(edge).toMatchObject({
      key: 'optimizer.lr',
      override: '--space optimizer.lr=0.0001,0.001,0.01,0.1,1 --space optimizer.weightDecay=log:0.0001..0.1',
    });
    const dry = await cnnRunJson([...args, '--dry-run', ...(edge?.override.split(' ') ?? [])], { cwd });
    const tried = trialsIn(dry).map(({ params }) => params);
    const four = [1e-4, 1e-3, 1e-2, 1e-1];
    expect(tried).toEqual(
      [...four, 1].flatMap((lr) => four.map((weightDecay) => ({ 'optimizer.lr': lr, 'optimizer.weightDecay': weightDecay }))),
    );
  });

  it.concurrent('on the page the same edges as in the document: none that the config does not take', async () => {
    // Of Adam, so that the momentum is there in some trials only.
    const args = ['sweep', 'plain.yaml', '--grid', '--optimizer.type', 'adam', '--metric', 'valLoss', '--train.epochs', '1'];
    const when = '@optimizer.type=sgd';
    const momentum = (values: string) => ['--space', 'optimizer.type=sgd', '--space', `optimizer.momentum=${values} ${when}`];
    const pageOf = async (study: unknown) => {
      const { path } = await cnnRunJson(['report', String(study)], { cwd });
      return readFileSync(join(cwd, String(path)), 'utf8');
    };
    const none = await cnnRunJson([...args, ...momentum('0.5,0.8,0.95'), '--runs', 'edges'], { cwd });
    expect(none.edges).toEqual([]);
    expect(await pageOf(none.study)).not.toContain('--space optimizer.momentum');
    const wider = await cnnRunJson([...args, ...momentum('0.1,0.3,0.5'), '--runs', 'edges', '--report'], { cwd });
    const range = `optimizer.momentum=0.1,0.3,0.5,0.7 ${when}`;
    expect(wider.edges).toMatchObject([{ override: `--space "${range}"` }]);
    expect(readFileSync(join(cwd, String(wider.report)), 'utf8')).toContain(range);
    // Where the config is gone, it says that it does not know.
    rmSync(join(cwd, String(none.study), 'trials'), { recursive: true });
    expect(await pageOf(none.study)).toContain('It is not known whether the config takes the wider ranges.');
  });

  it.concurrent('the best again with one seed, which is too few to compare by', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--trials', '2', '--train.epochs', '1', '--runs', 'alone'];
    const { comparison } = await cnnRunJson([...args, '--repeat-top', '2', '--seeds', '1'], { cwd });
    expect(comparison).toMatchObject({
      trials: [{ isWorse: null }, { isWorse: null, p: null }],
      statements: [expect.anything(), expect.stringMatching(/is not compared with it: there are too few seeds\.$/)],
    });
  });

  it.concurrent('the best again within a budget, or how many of them there was no time for', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--train.epochs', '1', '--runs', 'budget', '--workers', '1'];
    await cnnRunJson([...args, '--trials', '2'], { cwd });
    const document = await cnnRunJson([...args, '--budget', '3s', '--repeat-top', '2', '--seeds', '1'], { cwd });
    expect(document.end).toBe('out of time');
    // What there is time for depends on what else the machine does; `search-session.test.ts` has a clock of its own.
    const [left = '0'] = (document.notes as string[]).map((note) => note.split(' ')[0]);
    expect((document.repeats as unknown[]).length + Number(left)).toBe(2);
  });

  it.concurrent('that there was no time for the best again, and then the rest', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--trials', '2', '--train.epochs', '1', '--runs', 'late'];
    await cnnRunJson(args, { cwd });
    const wished = [...args, '--repeat-top', '2', '--seeds', '2'];
    // All of it is kept for writing things down.
    const late = await cnnRun([...wished, '--budget', '500ms', '--json'], { cwd });
    const note = '4 of the 4 repeats are not done: there was no time. The same command goes on.';
    expect(documentOf(late)).toMatchObject({ end: 'complete', repeats: [], notes: [note] });
    expect(late.stderr).toContain(`${note}\n`);
    const { repeats, notes } = await cnnRunJson(wished, { cwd });
    expect([repeats, notes]).toMatchObject([{ length: 4 }, []]);
  });

  it.concurrent('nothing before it is told what it would be', async () => {
    const args = ['sweep', 'plain.yaml', '--grid', '--space', 'optimizer.lr=0.01,0.1', '--space', 'train.batchSize=16,50000'];
    const outcome = await cnnRun([...args, '--dry-run', '--json', '--runs', 'dry'], { cwd });
    expect(outcome.code).toBe(1);
    const { trials, seconds } = documentOf(outcome) as {
      trials: { problem: string | null; seconds: number | null }[];
      seconds: number;
    };
    expect(trials.map(({ problem }) => problem !== null)).toEqual([false, true, false, true]);
    expect(trials[1]?.problem).toContain('A batch is larger than the training part; batch size: 50000');
    expect(trials[0]?.seconds).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(0);
    expect(existsSync(join(cwd, 'dry'))).toBe(false);
  });
});

describe('what mattered', () => {
  it.concurrent('is computed of a complete grid, and the rest is called what it is', async () => {
    const space = ['--space', 'optimizer.lr=0.001,0.1', '--space', 'train.batchSize=8,16,32,64'];
    const args = ['sweep', 'plain.yaml', '--grid', ...space, '--train.epochs', '1', '--runs', 'mattered'];
    const document = await cnnRunJson(args, { cwd });
    const results = trialsIn(document).map(({ valAccuracy, params }) => ({
      accuracy: valAccuracy ?? 0,
      lr: params['optimizer.lr'],
    }));
    const mean = (of: readonly { readonly accuracy: number }[]) =>
      of.reduce((sum, { accuracy }) => sum + accuracy, 0) / of.length;
    const all = mean(results);
    const byRate = [0.001, 0.1].map((rate) => (mean(results.filter(({ lr }) => lr === rate)) - all) ** 2);
    const share = (byRate[0] ?? 0) + (byRate[1] ?? 0);
    const variance = mean(results.map(({ accuracy }) => ({ accuracy: (accuracy - all) ** 2 })));
    expect(variance).toBeGreaterThan(0);
    expect(document.importance).toMatchObject({
      ...{ method: 'grid', trials: 8 },
      keys: [{ key: 'optimizer.lr', share: expect.closeTo(share / 2 / variance, 6) }, { key: 'train.batchSize' }],
    });
    const text = await cnnRun([...args, '--report'], { cwd });
    expect(text.stdout).toContain('several together, and noise');
    const page = readFileSync(join(cwd, 'mattered/plain-grid-001/report.html'), 'utf8');
    expect(page).toContain('computed from the whole grid of 8 trials');
  });
});

describe('what goes wrong', () => {
  it.concurrent('a trial that cannot be trained has failed, and the study goes on; --fail-fast stops it', async () => {
    const args = [
      'sweep',
      'plain.yaml',
      '--grid',
      '--space',
      'train.batchSize=50000,16',
      '--train.epochs',
      '1',
      '--workers',
      '1',
    ];
    const document = await cnnRunJson([...args, '--runs', 'failing'], { cwd });
    expect(trialsIn(document).map(({ state }) => state)).toEqual(['failed', 'completed']);
    expect(trialsIn(document)[0]?.reason).toContain('A batch is larger than the training part; batch size: 50000');
    const stopped = await cnnRunJson([...args, '--runs', 'fast', '--fail-fast'], { cwd }, 1);
    expect(trialsIn(stopped).map(({ state }) => state)).toEqual(['failed']);
    expect(stopped.end).toBe('failed');
  });

  it.concurrent('so has one whose data cannot be made, or not be divided: told in one line, and tried once', async () => {
    writeText(
      cwd,
      'synthetic.yaml',
      `data: { dataset: synthetic, height: 8, width: 4096, train: 140, test: 20 }
model: [flatten, { type: linear, features: classes }]
train: { epochs: 1, batchSize: 20 }
`,
    );
    const args = [
      'sweep',
      'synthetic.yaml',
      '--grid',
      '--space',
      'data.height=4096,8',
      '--space',
      'data.split.validation=140,14',
    ];
    const trials = trialsIn(await cnnRunJson([...args, '--runs', 'no-data'], { cwd }));
    expect(trials.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'completed']);
    expect(trials[1]?.reason).toMatch(
      /^The synthetic images would take too much memory; images: 160 of 1 x 4096 x 4096 bytes.*$/,
    );
    expect(trials[2]?.reason).toMatch(/^The validation part leaves too few training examples; data\.split\.validation: 140; .*$/);
  });

  it.concurrent('a trial without a validation part has failed', async () => {
    const args = ['sweep', 'plain.yaml', '--grid', '--space', 'data.split.validation=0.001,0.1', '--train.epochs', '1'];
    const [none, some] = trialsIn(await cnnRunJson([...args, '--runs', 'parts'], { cwd }));
    expect([none?.state, some?.state]).toEqual(['failed', 'completed']);
    expect(none?.reason).toBe('A search goes by the validation part, and there is none; data.split.validation: 0.001');
    expect(none?.valAccuracy).toBeNull();
    const outcome = await cnnRun([...args, '--dry-run', '--json'], { cwd });
    const { trials } = documentOf(outcome) as { trials: { problem: string | null }[] };
    expect(trials.map(({ problem }) => problem === null)).toEqual([false, true]);
  });

  it.concurrent('what the file system refuses ends the study, and is no failure of a trial', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--train.epochs', '1', '--runs', 'refused'];
    await cnnRunJson([...args, '--trials', '1'], { cwd });
    const folder = join(cwd, 'refused/plain-random-001/trials');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    const outcome = await cnnRun([...args, '--trials', '3'], { cwd });
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(
      /\nCannot create the folder of the run: .*\n.*\n {2}The same command goes on once that is mended\.\n$/,
    );
    // The checkpoints of the trial that is done are not to be kept any more.
    const keeping = await cnnRun([...args, '--trials', '3', '--search.keep', '0'], { cwd });
    expect(keeping).toMatchObject({ code: 2, stdout: '' });
    expect(keeping.stderr).toMatch(
      /^Cannot remove a folder: a part of the path is a file, not a folder\.\n {2}path .*checkpoints\n$/,
    );
    rmSync(folder);
    const document = await cnnRunJson([...args, '--trials', '3'], { cwd });
    expect(trialsIn(document).map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
    const fewer = await cnnRun([...args, '--trials', '1'], { cwd });
    expect(fewer.stderr).toBe('going on with refused/plain-random-001: 3 trials are done, more than asked for (1)\n');
  });

  it.concurrent('a loss that explodes ends its trial alone', async () => {
    const args = [
      'sweep',
      'plain.yaml',
      '--grid',
      '--space',
      'optimizer.lr=0.05,1e30',
      '--train.epochs',
      '1',
      '--runs',
      'exploding',
    ];
    const [good, bad] = trialsIn(await cnnRunJson(args, { cwd }));
    expect([good?.state, bad?.state]).toEqual(['completed', 'diverged']);
    expect(bad?.reason).toMatch(/loss/);
  });

  it.concurrent('another command may not work on the same study at the same time', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--trials', '2', '--train.epochs', '300', '--runs', 'shared'];
    const running = startCnnRun(args, { cwd });
    await running.untilStderr('study shared/plain-random-001');
    await untilThere(join(cwd, 'shared/plain-random-001/trials/0000/config.yaml'));
    const second = await cnnRun(args, { cwd });
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/^The study plain-random-001 is being worked on by another process\./);
    const trial = await cnnRun(['train', '--resume', 'shared/plain-random-001/trials/0000'], { cwd });
    expect(trial.code).toBe(2);
    expect(trial.stderr).toMatch(/^The run 0000 is a trial of the study plain-random-001, which is being worked on\./);
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });

  it.concurrent('a damaged journal is named with its line', async () => {
    const args = ['sweep', 'plain.yaml', '--random', '--trials', '1', '--train.epochs', '1', '--runs', 'damaged'];
    await cnnRunJson(args, { cwd });
    const path = journal('damaged', 'plain-random-001');
    const lines = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, [lines[0], '{"begin":{"index":"x"}}', ...lines.slice(1)].join('\n'));
    const outcome = await cnnRun(args, { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(
      /^The journal of the study is damaged\.\n {2}line +damaged\/plain-random-001\/journal\.jsonl:2\n/,
    );
  });

  it.concurrent('every problem of a space at once, where it is written', async () => {
    writeText(
      cwd,
      'space.yaml',
      `${readFileSync(join(cwd, 'plain.yaml'), 'utf8')}search:\n  space:\n    optimiser.lr: [0.1]\n    train.batchSize: 'int:0..32'\n`,
    );
    const outcome = await cnnRun(['sweep', 'space.yaml', '--random', '--space', 'optimizer.lr=log:0..1'], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('command line: --space optimizer.lr=log:0..1');
    const others = await cnnRun(['sweep', 'space.yaml', '--random'], { cwd });
    expect(others.code).toBe(2);
    expect(others.stderr).toMatch(/space\.yaml:11:.*optimiser/);
    expect(others.stderr).toMatch(/space\.yaml:12:.*batchSize/);
  });

  it.concurrent('options that contradict each other, and a config without a validation part', async () => {
    expectRefusal(
      await cnnRun(['sweep', 'plain.yaml', '--grid', '--random'], { cwd }),
      '--grid and --random contradict each other.\n  Give one of them.',
    );
    const outcome = await cnnRun(['sweep', 'plain.yaml', '--data.split.validation', '0'], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/^A search goes by the validation part, and there is none\.\n/);
    expectRefusal(
      await cnnRun(['sweep', 'plain.yaml', '--space', 'seed=1,2', '--repeat-top', '2'], { cwd }),
      [
        '--repeat-top trains the best trials again with other seeds, and the seed is searched itself.',
        '  seed   command line: --space seed=1,2',
        '  Trials that differ by their seed alone would become the same one: take the seed out of the space, or leave out --repeat-top.',
      ].join('\n'),
    );
    const sampler = await cnnRun(['sweep', 'plain.yaml', '--sampler', 'randm'], { cwd });
    expect(sampler.stderr).toContain('Did you mean "random"?');
  });
});
