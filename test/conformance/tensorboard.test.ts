/** Event files, read by protobufjs from the format's published field numbers, and not by our own reader. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/records/read-csv.ts';
import { unframe } from '../../src/records/tensorboard/framing.ts';
import { readScalars } from '../../src/records/tensorboard/read-scalars.ts';
import { cnnRunJson, temporaryFolder } from '../helpers/cli.ts';
import { experimentFolder } from '../helpers/experiment-folder.ts';

const Event = protobuf.loadSync(join(import.meta.dirname, 'tensorboard.proto')).lookupType('Event');

interface Value {
  readonly tag: string;
  readonly simpleValue?: number;
  readonly histo?: { readonly num: number; readonly min: number; readonly bucket: number[]; readonly bucketLimit: number[] };
}

interface DecodedEvent {
  readonly wallTime: number;
  readonly step: string;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly Value[] };
}

function eventsIn(path: string): DecodedEvent[] {
  const notes: string[] = [];
  const events = [...unframe(readFileSync(path), (note) => notes.push(note))].map(
    (bytes) => Event.toObject(Event.decode(bytes), { longs: String, arrays: true }) as DecodedEvent,
  );
  expect(notes).toEqual([]);
  return events;
}

describe('the event file of a training', () => {
  const cwd = experimentFolder();
  const run = join(cwd, 'runs/stateful-001');
  let events: DecodedEvent[];
  const began = Date.now() / 1000;
  beforeAll(async () => {
    await cnnRunJson(['train', 'stateful.yaml', '--log.histograms', '2', '--log.jsonLines', 'true'], { cwd });
    events = eventsIn(join(run, 'events.out.tfevents.cnn-run'));
  });
  const scalars = (tag: string) =>
    events.flatMap(({ step, summary }) =>
      (summary?.value ?? []).filter((value) => value.tag === tag).map(({ simpleValue }) => [Number(step), simpleValue]),
    );
  const column = (table: string, name: string, where: (row: Record<string, string>) => boolean = () => true) => {
    const { header, rows } = readCsv(join(run, table));
    const records = rows.map((row) => Object.fromEntries(header.map((key, i) => [key, row[i] ?? ''])));
    return records.filter(where).map((row) => [Number(row.step), Math.fround(Number(row[name]))]);
  };

  it('begins with its version, and has ascending times of now', () => {
    expect(events[0]).toMatchObject({ fileVersion: 'brain.Event:2' });
    const times = events.map(({ wallTime }) => wallTime);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(began);
  });

  it.each([
    ['batch/loss', 'metrics.csv', 'loss'],
    ['batch/accuracy', 'metrics.csv', 'accuracy'],
    ['batch/learning_rate', 'metrics.csv', 'learningRate'],
    ['batch/gradient_norm', 'metrics.csv', 'gradientNorm'],
    ['loss/train', 'epochs.csv', 'trainLoss'],
    ['loss/validation', 'epochs.csv', 'valLoss'],
    ['accuracy/train', 'epochs.csv', 'trainAccuracy'],
    ['accuracy/validation', 'epochs.csv', 'valAccuracy'],
  ])('has %s as the tables have it', (tag, table, name) => {
    expect(scalars(tag)).toEqual(column(table, name));
    expect(scalars(tag).length).toBe(table === 'metrics.csv' ? 40 : 4);
  });

  it('has the norms of every parameter', () => {
    const parameters = new Set(readCsv(join(run, 'layers.csv')).rows.map((row) => row[2] as string));
    expect([...parameters]).toContain('conv.weight');
    for (const parameter of parameters) {
      const of = (row: Record<string, string>) => row.parameter === parameter;
      expect(scalars(`weight_norm/${parameter}`)).toEqual(column('layers.csv', 'weightNorm', of));
      expect(scalars(`gradient_norm/${parameter}`)).toEqual(column('layers.csv', 'gradientNorm', of));
    }
    expect(scalars('update_ratio/conv.weight')).toEqual(
      column('layers.csv', 'updateRatio', ({ parameter }) => parameter === 'conv.weight'),
    );
  });

  it('has histograms of weights and gradients every second epoch', () => {
    const histograms = events.flatMap(({ step, summary }) =>
      (summary?.value ?? []).flatMap(({ tag, histo }) => (histo === undefined ? [] : [{ step, tag, ...histo }])),
    );
    const weights = histograms.filter(({ tag }) => tag === 'weights/conv.weight');
    expect(weights.map(({ step }) => step)).toEqual(['20', '40']);
    for (const { num, bucket, bucketLimit, min } of weights) {
      expect(num).toBe(4 * 9);
      expect(bucket.reduce((a, b) => a + b)).toBe(num);
      expect(bucketLimit.length).toBe(bucket.length);
      expect(bucketLimit).toEqual(bucketLimit.toSorted((a, b) => a - b));
      const first = bucket.findIndex((count) => count > 0);
      expect(min).toBeLessThan(bucketLimit[first] as number);
      expect(min).toBeGreaterThanOrEqual(bucketLimit[first - 1] as number);
    }
    expect(histograms.some(({ tag }) => tag === 'gradients/conv.weight')).toBe(true);
  });

  it.each(['metrics', 'epochs', 'layers'])('has %s as JSON lines, number for number', (table) => {
    const lines = readFileSync(join(run, `${table}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    const { header, rows } = readCsv(join(run, `${table}.csv`));
    const expected = rows.map((row) =>
      Object.fromEntries(
        header.flatMap((key, i) => (row[i] === '' ? [] : [[key, key === 'parameter' ? row[i] : Number(row[i])]])),
      ),
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
  });
});

it('reads scalars of other frameworks, whichever way they are written', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'events.out.tfevents.1');
  const content = Buffer.alloc(8);
  content.writeDoubleLE(0.125);
  const values = [
    { tag: 'simple', simpleValue: 0.5 },
    { tag: 'float', tensor: { dtype: 1, floatVal: [0.25] } },
    { tag: 'double', tensor: { dtype: 2, tensorContent: content } },
    { tag: 'image', tensor: { dtype: 7 } },
  ];
  const event = Event.encode(Event.fromObject({ wallTime: 5, step: 7, summary: { value: values } })).finish();
  writeFileSync(path, framed(event));
  const { scalars, notes } = readScalars(path);
  expect(notes).toEqual([]);
  expect(Object.fromEntries(scalars)).toEqual({
    simple: { steps: [7], values: [0.5], wallTimes: [5] },
    float: { steps: [7], values: [0.25], wallTimes: [5] },
    double: { steps: [7], values: [0.125], wallTimes: [5] },
  });
});

/** One record, with checksums by the definition of CRC-32C, bit by bit. */
function framed(data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, masked(length), data, masked(data)]);
}

function masked(data: Uint8Array): Buffer {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  crc = ~crc >>> 0;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0);
  return bytes;
}
