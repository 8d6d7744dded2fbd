import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../test/helpers/cli.ts';
import { userErrorOf } from '../../test/helpers/errors.ts';
import { fileError, kindOfPath, makeFolder, readBytes, removeFolder, replaceFile } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'a file');
writeFileSync(file, 'content');
const missing = join(folder, 'missing');
const throughFile = join(file, 'x');
const tooLong = join(folder, 'a'.repeat(300));

describe('replaceFile', () => {
  it('writes a new file, text or bytes, and replaces what was there', () => {
    const path = join(folder, 'replaced');
    replaceFile(path, 'grüße');
    expect(readFileSync(path, 'utf8')).toBe('grüße');
    replaceFile(path, Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 4));
    expect([...readFileSync(path)]).toEqual([2, 3, 4]);
    replaceFile(path, new Uint8Array(0));
    expect(readFileSync(path).length).toBe(0);
  });

  it('leaves nothing beside the file, also when it fails', () => {
    const inner = join(folder, 'inner');
    mkdirSync(join(inner, 'in the way'), { recursive: true });
    replaceFile(join(inner, 'one'), 'x');
    expect(() => replaceFile(join(inner, 'in the way'), 'x')).toThrow('Cannot write');
    expect(readdirSync(inner).sort()).toEqual(['in the way', 'one']);
  });

  it('replaces what a link leads to and keeps the permissions', () => {
    const [target, link] = [join(folder, 'target'), join(folder, 'link')];
    writeFileSync(target, 'old', { mode: 0o640 });
    symlinkSync(target, link);
    replaceFile(link, 'new');
    expect([readFileSync(target, 'utf8'), statSync(target).mode & 0o777]).toEqual(['new', 0o640]);
  });

  it.skipIf(process.platform === 'win32')('keeps the old content, whole, where there is no room for the new', () => {
    const path = join(folder, 'full');
    writeFileSync(path, 'old');
    // A file of 4 blocks of 1024 bytes at most: the first call writes as many, the next is refused.
    const script = `import { replaceFile } from "./dist/base/files.js"; replaceFile(${JSON.stringify(path)}, Buffer.alloc(100_000, 1));`;
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', `trap "" XFSZ; ulimit -f 4; exec ${process.execPath} --input-type=module -e '${script}'`],
      { cwd: ROOT, encoding: 'utf8' },
    );
    expect(status, stderr).toBe(1);
    expect(stderr).toContain('Cannot write: the file would be larger than is allowed.');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.startsWith('full'))).toEqual(['full']);
  });

  it('shows a reader the old or the new content, whole', async () => {
    const path = join(folder, 'watched');
    const content = (i: number) => Buffer.alloc(200_000, i);
    replaceFile(path, content(0));
    const reader = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { readFileSync } = require('node:fs');
       let [reads, torn, versions] = [0, 0, new Set()];
       parentPort.postMessage('ready');
       parentPort.once('message', () => { parentPort.postMessage({ reads, torn, versions: versions.size }); parentPort.close(); });
       (function read() {
         const bytes = readFileSync(workerData);
         reads += 1;
         versions.add(bytes[0]);
         if (bytes.length !== 200000 || bytes.some((byte) => byte !== bytes[0])) torn += 1;
         setImmediate(read);
       })();
       parentPort.on('close', () => process.exit());`,
      { eval: true, workerData: path },
    );
    await new Promise((resolve) => reader.once('message', resolve));
    for (let i = 1; i <= 40; i++) replaceFile(path, content(i));
    const seen = new Promise<{ reads: number; torn: number; versions: number }>((resolve) => reader.once('message', resolve));
    reader.postMessage('stop');
    const { reads, torn, versions } = await seen;
    await reader.terminate();
    expect(torn).toBe(0);
    expect(reads).toBeGreaterThan(1);
    expect(versions).toBeGreaterThan(1);
  });

  it.each([
    ['there is no such file or folder', join(missing, 'x')],
    ['it is a folder, not a file', folder],
    ['a part of the path is a file, not a folder', throughFile],
    ['the name is too long', tooLong],
  ])('says why not: %s', (reason, path) => {
    expect(userErrorOf(() => replaceFile(path, 'x')).message).toBe(`Cannot write: ${reason}.\n  path   ${path}`);
  });
});

describe('readBytes', () => {
  it('reads a whole file', () => {
    expect(readBytes(file, 'the file').toString()).toBe('content');
  });

  it.each([
    ['there is no such file or folder', missing],
    ['it is a folder, not a file', folder],
    ['a part of the path is a file, not a folder', throughFile],
    ['the name is too long', tooLong],
  ])('says why not: %s', (reason, path) => {
    const error = userErrorOf(() => readBytes(path, 'the checkpoint'));
    expect(error.message).toBe(`Cannot read the checkpoint: ${reason}.\n  path   ${path}`);
    expect(error.exitCode).toBe(2);
  });
});

describe('makeFolder', () => {
  it('makes a folder and those above it, and finds one that is there', () => {
    const path = join(folder, 'x', 'y', 'z');
    makeFolder(path, 'the runs folder');
    makeFolder(path, 'the runs folder');
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it.each<[reason: string, path: string]>([
    ['a file of that name is in the way', file],
    ['a part of the path is a file, not a folder', throughFile],
    ['the name is too long', tooLong],
    // The recursive mkdirSync of Node.js does not come back from there.
    ...(process.platform === 'linux' ? [['there is no such file or folder', '/proc/x/y'] as [string, string]] : []),
  ])('says why not: %s', (reason, path) => {
    const { message } = userErrorOf(() => makeFolder(path, 'the runs folder'));
    expect(message).toBe(`Cannot create the runs folder: ${reason}.\n  path   ${path}`);
  });
});

describe('removeFolder', () => {
  it('removes a folder with what is in it, and does not mind one that is not there', () => {
    const path = join(folder, 'gone');
    makeFolder(join(path, 'x'), 'a folder');
    removeFolder(path);
    removeFolder(path);
    expect(kindOfPath(path)).toBe('missing');
  });

  it('says why not', () => {
    expect(userErrorOf(() => removeFolder(throughFile)).message).toBe(
      `Cannot remove a folder: a part of the path is a file, not a folder.\n  path   ${throughFile}`,
    );
  });
});

describe('kindOfPath', () => {
  it('tells files, folders and nothing apart', () => {
    expect([file, folder, missing, throughFile].map(kindOfPath)).toEqual(['file', 'folder', 'missing', 'missing']);
  });

  it('says when it cannot tell', () => {
    expect(userErrorOf(() => kindOfPath(tooLong)).message).toBe(
      `Cannot look up a path: the name is too long.\n  path   ${tooLong}`,
    );
  });
});

describe('fileError', () => {
  it('shows the code of what it has no words for', () => {
    const cause = Object.assign(new Error('odd'), { code: 'EXDEV' });
    expect(fileError('Cannot move', '/a', cause)).toMatchObject({ message: 'Cannot move: EXDEV.\n  path   /a', cause });
  });

  it('lets anything but an error of the file system through', () => {
    const bug = new TypeError('x is not a function');
    expect(fileError('Cannot write', '/a', bug)).toBe(bug);
  });
});
