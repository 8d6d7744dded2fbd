import { UserError } from '../../base/errors.ts';
import { bestTrial } from '../../records/study/ranking.ts';
import { StudyFolder } from '../../records/study/study-folder.ts';
import type { StudyRecord } from '../../records/study/trial-record.ts';
import type { StudyView } from '../../report/study-view.ts';
import { type Edge, edgesOf } from '../../search/analysis/edges.ts';
import { importanceOf } from '../../search/analysis/importance.ts';
import { compareRepeats } from '../../search/analysis/repeats.ts';
import { observationOf } from '../../search/score.ts';
import { createSpace } from '../../search/space/space.ts';
import { sentenceOf } from '../run-inspection.ts';
import { allowedValues } from './allowed-values.ts';

/** A study with what the analysis says of it, the same whoever asks. */
export async function studyView(
  study: StudyRecord,
  { isRunning = false, notes = [] }: Partial<Pick<StudyView, 'isRunning' | 'notes'>> = {},
): Promise<StudyView> {
  const { header, trials, repeats } = study;
  const { edges, notes: ofEdges } = await allowedEdges(study);
  const observations = trials.map((trial) => observationOf(header.metric, trial)).filter((one) => one !== undefined);
  return {
    ...{ study, isRunning, edges, notes: [...notes, ...ofEdges] },
    importance: importanceOf(createSpace(header.space), observations, header.seed),
    repeats: compareRepeats(repeats, header.metric),
  };
}

/** Edges whose wider range the config takes. The config is read only where there may be one. */
async function allowedEdges(study: StudyRecord): Promise<{ readonly edges: readonly Edge[]; readonly notes: readonly string[] }> {
  const edges = edgesOf(study);
  const best = bestTrial(study.trials, study.header.metric);
  if (edges.length === 0 || best === undefined) return { edges, notes: [] };
  try {
    return { edges: edgesOf(study, await allowedValues(new StudyFolder(study.path).run(best.run))), notes: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { edges, notes: [`It is not known whether the config takes the wider ranges. ${sentenceOf(error)}`] };
  }
}
