import { z } from 'zod';
import { UserError } from '../../base/errors.ts';
import { readBeginning, readBytes } from '../../base/files.ts';
import { jsonNumber } from '../../base/format.ts';
import { GrowingLog, type LogFormat } from '../growing-log.ts';
import type { DimensionDescription, Params } from './description.ts';
import type { RepeatRecord, StudyHeader, TrialRecord } from './trial-record.ts';

/** A line of a journal: what the study is (the first line), that a trial was begun, how it ended, how a repetition of it ended. */
export type JournalEntry =
  | { readonly study: StudyHeader }
  | { readonly begin: { readonly index: number; readonly params: Params } }
  | { readonly end: Omit<TrialRecord, 'params'> }
  | { readonly repeat: RepeatRecord };

const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
/** Undefined is null in the file. */
const optional = number.nullish().transform((value) => value ?? undefined);

const ended = {
  state: z.enum(['completed', 'pruned', 'diverged', 'failed', 'unfinished']),
  valAccuracy: optional,
  valLoss: optional,
  values: z.array(number),
  epochs: z.int(),
  steps: z.int(),
  seconds: optional,
  reason: z
    .string()
    .nullish()
    .transform((value) => value ?? undefined),
  run: z.string(),
};

const range = { low: z.number(), high: z.number(), step: z.number().gt(0).optional() };
const isRange = ({ low, high }: { low: number; high: number }) => low < high;

/** As in `DomainDescription`. What is more there is kept. */
const domain = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('choice'), values: z.array(z.unknown()).min(1) }),
  z.looseObject({ type: z.literal('uniform'), ...range }).refine(isRange),
  z.looseObject({ type: z.literal('logUniform'), ...range, low: z.number().gt(0) }).refine(isRange),
  z.looseObject({ type: z.literal('integer'), ...range, log: z.boolean().optional() }).refine(isRange),
]);
const described = domain.and(z.looseObject({ key: z.string(), when: z.record(z.string(), z.array(z.unknown())).optional() }));
/** Left as it stands, in the order of its keys: spaces are compared by their text. */
const dimension = z.custom<DimensionDescription>((value) => described.safeParse(value).success);

/** Lines are ours; the check is for a file that somebody edited, or that is of another program. By the one key of a line. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  end: z.strictObject({ end: z.strictObject({ index: z.int(), ...ended }) }),
  begin: z.strictObject({ begin: z.strictObject({ index: z.int(), params: z.record(z.string(), z.unknown()) }) }),
  repeat: z.strictObject({ repeat: z.strictObject({ of: z.int(), seed: z.int(), ...ended }) }),
  study: z.strictObject({
    study: z.looseObject({
      version: z.literal(1),
      config: z.string(),
      seed: z.int(),
      metric: z.enum(['valAccuracy', 'valLoss']),
      space: z.array(dimension),
      sampler: z.looseObject({ type: z.string() }),
      pruner: z.looseObject({ type: z.string() }),
      epochs: z.number(),
      fingerprint: z.string(),
      identity: z.string(),
    }),
  }),
};

function parseEntry(line: string): JournalEntry {
  const value: unknown = JSON.parse(line);
  const [key = ''] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const schema = Object.hasOwn(SCHEMAS, key) ? SCHEMAS[key] : undefined;
  if (schema === undefined) throw new UserError('This is no line of a journal.');
  return schema.parse(value) as JournalEntry;
}

export function journalLine(entry: JournalEntry): string {
  return `${JSON.stringify(entry, (_key, value: unknown) => (typeof value === 'number' ? jsonNumber(value) : value))}\n`;
}

const FORMAT: LogFormat<JournalEntry> = {
  header: new Uint8Array(),
  headerText: undefined,
  isText: true,
  encode: (entries) => Buffer.from(entries.map(journalLine).join('')),
};

/** More than a config may be long, from which it is made. */
const LONGEST_HEADER = 2_000_000;

/** What a journal holds, and how many bytes of it are whole lines: the last one may be torn, if its writer was killed. */
export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  readonly length: number;
}

/** @throws UserError when it cannot be read, or a line before the last is no entry. */
export function readJournal(path: string): JournalContent {
  const bytes = readBytes(path, 'the journal of the study');
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString('utf8', 0, length).split('\n').slice(0, -1);
  return { entries: lines.map((line, i) => parseLine(line, `${path}:${i + 1}`)), length };
}

/** The first line alone, of a journal that may be long; undefined when there is none, or it is not the head of a journal. */
export function readHeader(path: string): StudyHeader | undefined {
  const beginning = readBeginning(path, LONGEST_HEADER);
  const line = beginning.toString('utf8', 0, Math.max(0, beginning.indexOf(0x0a)));
  try {
    const entry = parseLine(line, path);
    return 'study' in entry ? entry.study : undefined;
  } catch {
    return undefined;
  }
}

function parseLine(line: string, place: string): JournalEntry {
  try {
    return parseEntry(line);
  } catch (cause) {
    throw new UserError('The journal of the study is damaged.', {
      facts: [
        ['line', place],
        ['found', line.length > 100 ? `${line.slice(0, 97)}...` : line],
      ],
      hint: /^\s*\{\s*"study"/.test(line)
        ? 'Put the file back as it was: this line says what the study is.'
        : 'Put the file back as it was, or remove this line: the trial that it tells of is then done again.',
      cause,
    });
  }
}

/** A journal that is written: every entry is on the disk before the next thing happens. */
export class Journal {
  readonly #log: GrowingLog<JournalEntry>;

  private constructor(log: GrowingLog<JournalEntry>) {
    this.#log = log;
  }

  /** Goes on behind the last whole line; a torn one is cut off. Whoever calls has the lock of the study. */
  static open(path: string, { length }: JournalContent): Journal {
    return new Journal(GrowingLog.resumeAt(path, FORMAT, length));
  }

  /** @throws UserError when it cannot be written (disk full). */
  append(entry: JournalEntry): void {
    this.#log.append(entry);
    this.#log.sync();
  }

  close(): void {
    this.#log.close();
  }
}
