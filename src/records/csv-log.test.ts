import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { InternalError, UserError } from '../base/errors.ts';
import { CsvLog } from './csv-log.ts';
import { readCsv } from './read-csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'csv-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'metrics.csv');
const header = ['step', 'loss'];
beforeEach(() => rmSync(path, { force: true }));

const text = () => readFileSync(path, 'utf8');

/** A log with two rows, closed, and the position after the first. */
function twoRows(): number {
  const log = CsvLog.create(path, header);
  log.append([1, '2.5']);
  log.sync();
  const { position } = log;
  log.append([2, 1.25]);
  log.close();
  return position;
}

describe('CsvLog', () => {
  it('writes RFC 4180 with \\n, at flush', () => {
    const log = CsvLog.create(path, header);
    expect(text()).toBe('step,loss\n');
    log.append([1, 0.1]);
    log.append([2, Number.NaN]);
    log.append([3, 'a "b",\nc']);
    expect(text()).toBe('step,loss\n');
    expect(log.position).toBe(10);
    log.flush();
    expect(text()).toBe('step,loss\n1,0.1\n2,NaN\n3,"a ""b"",\nc"\n');
    expect(log.position).toBe(text().length);
    log.flush();
    log.append([4, Number.NEGATIVE_INFINITY]);
    log.close();
    expect(text().endsWith('"\n4,-Infinity\n')).toBe(true);
  });

  it('once closed, writes into no file that has got its descriptor since', () => {
    const log = CsvLog.create(path, header);
    log.close();
    const other = join(folder, 'other');
    const descriptor = openSync(other, 'w');
    expect(() => {
      log.append([1, 2]);
      log.sync();
    }).toThrow(new InternalError(`the log ${path} is closed`));
    log.close();
    closeSync(descriptor);
    expect(readFileSync(other, 'utf8')).toBe('');
  });

  it('does not keep the array of a row', () => {
    const log = CsvLog.create(path, header);
    const row = [1, 2];
    log.append(row);
    row[0] = 9;
    log.append(row);
    log.close();
    expect(text()).toBe('step,loss\n1,2\n9,2\n');
  });

  it('writes by itself when many rows wait, so that memory does not grow', () => {
    const log = CsvLog.create(path, header);
    for (let step = 1; step <= 600; step++) log.append([step, 0]);
    expect(readCsv(path).rows.length).toBe(512);
    log.close();
    expect(readCsv(path).rows.length).toBe(600);
  });

  it('refuses a row of another width', () => {
    const log = CsvLog.create(path, header);
    expect(() => log.append([1])).toThrow(new InternalError(`${path}: 1 values for 2 columns`));
    log.close();
  });

  it('goes on at a recorded position and cuts off what came after', () => {
    const position = twoRows();
    appendFileSync(path, '3,"torn');
    const log = CsvLog.resumeAt(path, header, position);
    expect(text()).toBe('step,loss\n1,2.5\n');
    expect(log.position).toBe(position);
    log.append([2, 'other']);
    log.close();
    expect(text()).toBe('step,loss\n1,2.5\n2,other\n');
  });

  it.each([
    ['shorter', () => truncateSync(path, 14), 'expected   at least 16 bytes\n  found      14 bytes'],
    ['gone', () => rmSync(path), 'found   no such file'],
    ['of other columns', () => writeFileSync(path, 'step,lass\n1,2.5\n2,1.25\n'), 'expected   the columns step,loss'],
    ['of other rows', () => writeFileSync(path, 'step,loss\n1,2.52\n2,1.25\n'), 'expected   the end of a line at byte 16'],
  ])('refuses a file that is %s', (_what, change, facts) => {
    const position = twoRows();
    change();
    const before = existsSync(path) ? text() : undefined;
    expect(() => CsvLog.resumeAt(path, header, position)).toThrow(UserError);
    try {
      CsvLog.resumeAt(path, header, position);
    } catch (error) {
      const { message } = error as UserError;
      expect(message.startsWith('metrics.csv was changed or lost since the checkpoint.\n  path')).toBe(true);
      expect(message).toContain(facts);
      expect(message.endsWith('\n  Put the file back as it was, or train again from the start.')).toBe(true);
    }
    expect(existsSync(path) ? text() : undefined).toBe(before); // nothing lost
  });

  it('refuses a position inside the header', () => {
    twoRows();
    expect(() => CsvLog.resumeAt(path, header, 0)).toThrow('metrics.csv was changed or lost since the checkpoint.');
  });

  it('goes on after a number of rows', () => {
    twoRows();
    appendFileSync(path, '3,"a\nb"\n4,"torn\n');
    CsvLog.resumeAfter(path, header, 9).close();
    expect(text()).toBe('step,loss\n1,2.5\n2,1.25\n3,"a\nb"\n');
    CsvLog.resumeAfter(path, header, 1).close();
    expect(text()).toBe('step,loss\n1,2.5\n');
    CsvLog.resumeAfter(path, header, 0).close();
    expect(text()).toBe('step,loss\n');
    expect(() => CsvLog.resumeAfter(path, ['other', 'loss'], 0)).toThrow('expected   the columns other,loss');
  });

  it('begins anew after a number of rows when there is no whole header', () => {
    writeFileSync(path, 'step,l');
    CsvLog.resumeAfter(path, header, 1).close();
    expect(text()).toBe('step,loss\n');
    rmSync(path);
    CsvLog.resumeAfter(path, header, 1).close();
    expect(text()).toBe('step,loss\n');
  });

  it('turns errors of the file system into errors of the user', () => {
    twoRows();
    const below = join(path, 'x.csv');
    const message = `Cannot open the log: a part of the path is a file, not a folder.\n  path   ${below}`;
    const error = new UserError('Cannot open the log: a part of the path is a file, not a folder.', { facts: [['path', below]] });
    expect(error.message).toBe(message);
    expect(() => CsvLog.create(below, header)).toThrow(error);
    expect(() => CsvLog.resumeAt(below, header, 10)).toThrow(error);
    expect(() => CsvLog.resumeAfter(below, header, 1)).toThrow(error);
  });

  it.runIf(existsSync('/dev/full'))('says when the disk is full', () => {
    expect(() => CsvLog.create('/dev/full', header)).toThrow('Cannot write: the disk is full.\n  path   /dev/full');
  });
});

describe('readCsv', () => {
  it('reads back what was logged', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', '\n', '\r\n', '\r', ',', ' ', '', 'é', '\u{1f600}'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), (rows) => {
        const log = CsvLog.create(path, header);
        for (const row of rows) log.append(row);
        log.close();
        expect(readCsv(path)).toEqual({ header, rows, torn: undefined });
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['', [], [], undefined],
    ['step', [], [], 'step'],
    ['step,loss\n1,2\n2,"a\nb', ['step', 'loss'], [['1', '2']], '2,"a\nb'],
    ['\ufeffstep,loss\r\n1,2\r\n', ['step', 'loss'], [['1', '2']], undefined],
  ])('reads %j', (content, columns, rows, torn) => {
    writeFileSync(path, content);
    expect(readCsv(path)).toEqual({ header: columns, rows, torn });
  });

  it('reports what is no table', () => {
    writeFileSync(path, 'step,loss\n1,2\n3\n');
    expect(() => readCsv(path)).toThrow(
      `metrics.csv is not a valid CSV table.\n  path      ${path}\n  problem   Invalid Record Length: expect 2, got 1 on line 3`,
    );
    writeFileSync(path, 'step,loss\n1,a"b"\n');
    expect(() => readCsv(path)).toThrow('metrics.csv is not a valid CSV table.');
    rmSync(path);
    expect(() => readCsv(path)).toThrow('Cannot read the CSV file: there is no such file or folder.');
  });
});
