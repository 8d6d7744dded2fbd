import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { RunFolder } from './run-folder.ts';
import type { RunSummary } from './run-summary.ts';

const folder = mkdtempSync(join(tmpdir(), 'run-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newRun(name: string): RunFolder {
  mkdirSync(join(folder, name, 'checkpoints'), { recursive: true });
  return new RunFolder(join(folder, name));
}

describe('RunFolder', () => {
  it('knows where its files are', () => {
    const run = new RunFolder('runs/mnist-001/');
    expect(run.name).toBe('mnist-001');
    expect(run.configPath).toBe(join('runs', 'mnist-001', 'config.yaml'));
    expect(run.checkpointPath('last')).toBe(join('runs', 'mnist-001', 'checkpoints', 'last.safetensors'));
    expect(run.logPath('timing')).toBe(join('runs', 'mnist-001', 'timing.csv'));
  });

  it('says when its files are missing', () => {
    const run = newRun('empty');
    expect(() => run.configText()).toThrow(
      `Cannot read the config of the run: there is no such file or folder.\n  path   ${run.configPath}`,
    );
    expect(() => run.dataText()).toThrow('Cannot read the data description of the run: there is no such file or folder.');
    expect(run.readSummary()).toBe(undefined);
  });

  it('keeps every number of the summary, the infinite ones too', () => {
    const run = newRun('summary');
    const summary: RunSummary = {
      run: 'summary',
      status: 'diverged',
      epochs: 3,
      trainLoss: Number.NaN,
      valLoss: Number.POSITIVE_INFINITY,
      bestValAccuracy: 0.9891,
      testAccuracy: null,
      weightsSha256: 'ab12',
    };
    run.writeSummary({ run: 'summary', status: 'running' });
    run.writeSummary(summary);
    const text = readFileSync(join(run.path, 'summary.json'), 'utf8');
    expect(text.startsWith('{\n  "run": "summary",\n  "status": "diverged",\n  "epochs": 3,\n  "trainLoss": "NaN",\n')).toBe(
      true,
    );
    expect(text.endsWith('}\n')).toBe(true);
    expect(run.readSummary()).toEqual(summary);
    expect(readdirSync(run.path).sort()).toEqual(['checkpoints', 'summary.json']);
  });

  it('refuses a summary that is none', () => {
    const run = newRun('broken');
    const path = join(run.path, 'summary.json');
    writeFileSync(path, '{"run": "bro');
    expect(() => run.readSummary()).toThrow(`The summary of the run is not JSON.\n  path   ${path}`);
    writeFileSync(path, '{"run":"broken","status":"great","epochs":"3"}');
    expect(() => run.readSummary()).toThrow(
      /^The summary of the run has wrong fields\.\n {2}path {7}.*\n {2}problems {3}status: .*\n {13}epochs: /,
    );
  });

  it('clears half-written files away when it is locked for writing', () => {
    const run = newRun('leftovers');
    const keep = ['config.yaml', 'summary.json', 'notes.2'];
    for (const name of [...keep, 'summary.json.123456', `lock.new-${2 ** 30}--00ff@elsewhere`]) {
      writeFileSync(join(run.path, name), '');
    }
    for (const name of ['last.safetensors', 'last.safetensors.4242', 'best.safetensors.17', 'mine.safetensors']) {
      writeFileSync(join(run.path, 'checkpoints', name), '');
    }
    const lock = run.lock();
    expect(readdirSync(join(run.path, 'checkpoints')).sort()).toEqual(['last.safetensors', 'mine.safetensors']);
    expect(() => run.lock()).toThrow('The run leftovers is being trained by this very process.');
    lock.release();
    expect(readdirSync(run.path).sort()).toEqual(['checkpoints', ...keep, `lock.new-${2 ** 30}--00ff@elsewhere`].sort());
  });
});
