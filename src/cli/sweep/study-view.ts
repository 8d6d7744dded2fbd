import type { StudyRecord } from '../../records/study/trial-record.ts';
import type { StudyView } from '../../report/study-view.ts';
import { edgesOf } from '../../search/analysis/edges.ts';
import { importanceOf } from '../../search/analysis/importance.ts';
import { compareRepeats } from '../../search/analysis/repeats.ts';
import { observationOf } from '../../search/score.ts';
import { createSpace } from '../../search/space/space.ts';

/** A study with what the analysis says of it. */
export function studyView(study: StudyRecord, isRunning = false): StudyView {
  const { header, trials, repeats } = study;
  const observations = trials.map((trial) => observationOf(header.metric, trial)).filter((one) => one !== undefined);
  return {
    ...{ study, isRunning, notes: [] },
    importance: importanceOf(createSpace(header.space), observations, header.seed),
    edges: edgesOf(study),
    repeats: compareRepeats(repeats, header.metric),
  };
}
