import { UserError } from '../base/errors.ts';
import { kindOfPath } from '../base/files.ts';
import type { KernelBuild } from '../kernels/load.ts';
import type { CheckpointKind, RunFolder } from '../records/run-folder.ts';
import type { Experiment } from '../train/experiment.ts';
import type { Inspection } from '../train/inspection/inspect.ts';

const PARTS = ['validation', 'test'] as const;
export type InspectedPart = (typeof PARTS)[number];

/** What there is to see in the network of a run. */
export interface RunInspection extends Inspection {
  readonly part: InspectedPart;
  readonly checkpoint: CheckpointKind;
  /** The epoch that the weights are of, counted from 1. */
  readonly epoch: number;
}

/** A run may have lost its data, or have no weights yet: then there is a sentence about it in the place of what is missing. */
export interface InspectionAttempt {
  readonly inspection: RunInspection | undefined;
  readonly notes: readonly string[];
}

/**
 * Looks into the network of a run, with its best weights, on its validation part, or on the test images where it has none.
 * @param experimentFor gives what the config of the run describes, with whatever weights, for this build of the kernels.
 * @param part is another part to look at.
 * @throws UserError when the data have no such part.
 */
export async function inspectRun(
  run: RunFolder,
  experimentFor: (build: KernelBuild) => Promise<Experiment>,
  part: InspectedPart | undefined,
): Promise<InspectionAttempt> {
  const kind = kindOfPath(run.checkpointPath('best')) === 'file' ? 'best' : 'last';
  if (kindOfPath(run.checkpointPath(kind)) !== 'file') return nothing('The run has no checkpoint yet.');
  // Loaded late: a page of curves alone needs no network.
  const [{ readCheckpoint, restoreCheckpoint }, { checkFingerprint }, { inspect }] = await Promise.all([
    import('../train/checkpoint.ts'),
    import('../train/session.ts'),
    import('../train/inspection/inspect.ts'),
  ]);
  const restored = async () => {
    const checkpoint = readCheckpoint(run.checkpointPath(kind));
    const experiment = await experimentFor(checkpoint.build);
    checkFingerprint(experiment, checkpoint);
    restoreCheckpoint(checkpoint, experiment, false);
    return { experiment, epoch: checkpoint.state.epoch };
  };
  let found: Awaited<ReturnType<typeof restored>>;
  try {
    found = await restored();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return nothing(sentenceOf(error));
  }
  const { experiment, epoch } = found;
  const { data } = experiment;
  const chosen = part ?? (data.validation === undefined ? 'test' : 'validation');
  const examples = data[chosen];
  if (examples === undefined) {
    if (part === undefined) return nothing('The data have neither a validation part nor test images.');
    throw new UserError(`The data have no ${part} part.`, {
      facts: [['parts', PARTS.filter((one) => data[one] !== undefined).join(', ') || 'train alone']],
    });
  }
  const inspection = await inspect(experiment, examples);
  return {
    inspection: { ...inspection, part: chosen, checkpoint: kind, epoch },
    notes: kind === 'last' ? ['The run has no best weights yet: those of its last checkpoint are shown.'] : [],
  };
}

/** What an error says, on one line. */
export function sentenceOf({ headline, facts }: UserError): string {
  const details = facts.map(([label, value]) => `${label}: ${value}`).join('; ');
  return (details === '' ? headline : `${headline} (${details})`).replaceAll(/\s+/g, ' ');
}

function nothing(reason: string): InspectionAttempt {
  return { inspection: undefined, notes: [`Nothing of the network is shown. ${reason}`] };
}
