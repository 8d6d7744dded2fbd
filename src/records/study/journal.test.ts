import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/helpers/cli.ts';
import { Journal, journalLine, readHeader, readJournal } from './journal.ts';
import { NOTHING_YET, studyOf } from './read-study.ts';
import { createStudyAt } from './study-folder.ts';
import type { StudyHeader } from './trial-record.ts';

const header: StudyHeader = {
  ...{ version: 1, config: 'c', seed: 1, metric: 'valLoss', space: [{ key: 'optimizer.lr', type: 'uniform', low: 0, high: 1 }] },
  ...{ sampler: { type: 'random' }, pruner: { type: 'none' }, epochs: 2, fingerprint: 'f', identity: 'i' },
};
const folder = temporaryFolder();
const begin = (index: number) => ({ begin: { index, params: { 'optimizer.lr': index / 10 } } });
const end = (index: number) => ({
  end: {
    ...NOTHING_YET,
    index,
    state: 'diverged' as const,
    values: [1, Number.NaN],
    valLoss: Number.POSITIVE_INFINITY,
    run: `trials/000${index}`,
  },
});

it('gives back what was written, numbers that are none included', () => {
  const study = createStudyAt(join(folder, 'whole'), header);
  const journal = Journal.open(study.journalPath, readJournal(study.journalPath));
  for (const entry of [begin(0), begin(1), end(1)]) journal.append(entry);
  journal.close();
  const { trials } = studyOf(study, readJournal(study.journalPath));
  expect(trials).toMatchObject([
    { index: 0, state: 'unfinished', params: { 'optimizer.lr': 0 }, run: 'trials/0000' },
    { index: 1, state: 'diverged', values: [1, Number.NaN], valLoss: Number.POSITIVE_INFINITY },
  ]);
  // To the order of the keys: spaces are compared by their text.
  expect(JSON.stringify(readHeader(study.journalPath))).toBe(JSON.stringify(header));
});

it('a torn last line is not read, and is cut off by who goes on, wherever it is torn', () => {
  const study = createStudyAt(join(folder, 'torn'), header);
  const whole = readFileSync(study.journalPath, 'utf8') + journalLine(begin(0));
  const line = journalLine(end(0));
  for (let at = 0; at < line.length; at++) {
    writeFileSync(study.journalPath, whole + line.slice(0, at));
    const content = readJournal(study.journalPath);
    expect(content.entries).toHaveLength(2);
    const journal = Journal.open(study.journalPath, content);
    journal.append(begin(1));
    journal.close();
    expect(readFileSync(study.journalPath, 'utf8')).toBe(whole + journalLine(begin(1)));
  }
});

it('names the first line when the space that it tells of is none', () => {
  const ranges = [
    { type: 'choice', values: 3 },
    { type: 'choice', values: [] },
    { type: 'chioce', values: [3] },
    { type: 'uniform', low: 1, high: 1 },
    { type: 'uniform', low: 0 },
    { type: 'logUniform', low: 0, high: 1 },
    { type: 'integer', low: 0, high: 4, step: 0 },
    { type: 'choice', values: [3], when: { a: 'b' } },
  ];
  for (const [i, range] of ranges.entries()) {
    const damaged = { ...header, space: [{ key: 'optimizer.lr', ...range }] } as unknown as StudyHeader;
    const study = createStudyAt(join(folder, `header-${i}`), damaged);
    expect(() => readJournal(study.journalPath)).toThrow(
      /The journal of the study is damaged\.\n {2}line .*journal\.jsonl:1\n.*\n {2}Put the file back as it was: this line says what the study is\.$/,
    );
    expect(readHeader(study.journalPath)).toBeUndefined();
  }
});

it('names the line that is damaged', () => {
  const study = createStudyAt(join(folder, 'damaged'), header);
  appendFileSync(study.journalPath, '{"begin":{"index":-1.5,"params":{}}}\n');
  expect(() => readJournal(study.journalPath)).toThrow(/The journal of the study is damaged\.\n {2}line .*journal\.jsonl:2\n/);
  writeFileSync(study.journalPath, journalLine(begin(0)));
  expect(() => studyOf(study, readJournal(study.journalPath))).toThrow('does not say what the study is');
});
