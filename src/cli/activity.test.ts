import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it, vi } from 'vitest';
import { openActivity } from './activity.ts';

/** A stream that keeps what is written. */
function streamOf(isTTY: boolean) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns: 80, rows: 24 }), written: () => chunks.join('') };
}

it('says nothing where there is no terminal', async () => {
  const { stream, written } = streamOf(false);
  const activity = await openActivity(stream);
  activity.show('checking: classes');
  activity.end();
  expect(written()).toBe('');
});

it('draws one line over and over in a terminal, and takes it away', async () => {
  vi.stubEnv('TERM', 'xterm');
  vi.stubEnv('CI', undefined);
  vi.stubEnv('NO_COLOR', undefined);
  const { stream, written } = streamOf(true);
  const activity = await openActivity(stream);
  activity.show('checking: classes');
  activity.show('checking: leakage');
  const shown = written();
  activity.end();
  vi.unstubAllEnvs();
  expect(stripVTControlCharacters(shown)).toContain('checking: classes');
  expect(stripVTControlCharacters(shown)).toContain('checking: leakage');
  const after = written().slice(shown.length);
  // Only movements and deletions.
  expect(after).not.toBe('');
  expect(stripVTControlCharacters(after).trim()).toBe('');
});
