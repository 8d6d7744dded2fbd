import { expect, it } from 'vitest';
import { frame, unframe } from './framing.ts';

const records = [Buffer.from('one'), Buffer.from(''), Buffer.from('three')];
const whole = frame(records);

function read(bytes: Buffer): { readonly data: string[]; readonly notes: string[] } {
  const notes: string[] = [];
  const data = [...unframe(bytes, (note) => notes.push(note))].map((record) => Buffer.from(record).toString());
  return { data, notes };
}

it('gives back what it framed', () => {
  expect(read(whole)).toEqual({ data: ['one', '', 'three'], notes: [] });
  expect(read(Buffer.alloc(0))).toEqual({ data: [], notes: [] });
});

it('stops at a torn record, wherever it is torn', () => {
  const secondEnds = frame(records.slice(0, 2)).length;
  for (let length = secondEnds + 1; length < whole.length; length++) {
    const { data, notes } = read(whole.subarray(0, length));
    expect(data).toEqual(['one', '']);
    expect(notes).toEqual([`The file ends within a record, at byte ${secondEnds}.`]);
  }
});

it('leaves out a damaged record, and stops where a length is damaged', () => {
  const damaged = Buffer.from(whole);
  damaged[12] = 'x'.charCodeAt(0);
  expect(read(damaged)).toEqual({ data: ['', 'three'], notes: ['The record at byte 0 is damaged and was left out.'] });
  const lost = Buffer.from(whole);
  lost[2] = 1;
  expect(read(lost)).toEqual({ data: [], notes: ['The record at byte 0 is damaged: what follows was not read.'] });
  expect(read(Buffer.from('step,loss\n1,2\n3,4\n')).data).toEqual([]);
});
