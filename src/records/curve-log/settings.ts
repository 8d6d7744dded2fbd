import { parse } from 'yaml';
import { isMapping } from '../../base/choice.ts';
import { UserError } from '../../base/errors.ts';
import { exactLog } from '../../base/exact-math.ts';
import type { TrainingSettings } from '../../curves/curve-log.ts';
import type { RunFolder } from '../run-folder.ts';

/** The config of a run as it is written, without checking it. Undefined where it cannot be read. */
export function rawConfig(run: RunFolder): Readonly<Record<string, unknown>> | undefined {
  try {
    const config: unknown = parse(run.configText(), { logLevel: 'error' });
    return isMapping(config) ? config : undefined;
  } catch {
    return undefined; // no YAML, no file: the curves are there all the same
  }
}

/** What `data.json` of a run says; undefined where it cannot be read. */
export function rawData(run: RunFolder): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(run.dataText());
    return isMapping(data) ? data : undefined;
  } catch (error) {
    if (error instanceof UserError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is known of the training of a run beside its curves; undefined where its config or its data cannot be read. */
export function settingsOf(run: RunFolder): TrainingSettings | undefined {
  const config = rawConfig(run);
  const classes = rawData(run)?.classes;
  if (config === undefined || !Array.isArray(classes)) return undefined;
  const { loss, optimizer, schedule, train, data, model } = config;
  return {
    classes: classes.length,
    chanceLoss: typeIn(loss) === 'crossEntropy' ? exactLog(classes.length) : undefined,
    optimizer: typeIn(optimizer) ?? '',
    learningRate: numberIn(optimizer, 'lr') ?? Number.NaN,
    weightDecay: numberIn(optimizer, 'weightDecay') ?? 0,
    schedule: typeIn(schedule) ?? '',
    epochs: numberIn(train, 'epochs'),
    steps: numberIn(train, 'steps'),
    hasAugmentation: isMapping(data) && Array.isArray(data.augment) && data.augment.length > 0,
    hasDropout: holdsDropout(model),
  };
}

function typeIn(section: unknown): string | undefined {
  if (typeof section === 'string') return section;
  return isMapping(section) && typeof section.type === 'string' ? section.type : undefined;
}

function numberIn(section: unknown, key: string): number | undefined {
  const value = isMapping(section) ? section[key] : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** Among the layers, those inside of branches, or as an option of an architecture. */
function holdsDropout(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(holdsDropout);
  if (typeof part === 'string') return part === 'dropout';
  if (!isMapping(part)) return false;
  if (part.type === 'dropout') return part.p !== 0;
  return Object.entries(part).some(([key, value]) =>
    key === 'dropout' && typeof value === 'number' ? value > 0 : holdsDropout(value),
  );
}
