import type { StudyRecord } from '../../records/study/trial-record.ts';
import type { StudyView } from '../../report/study-view.ts';
import { edgesOf } from '../../search/analysis/edges.ts';
import { importanceOf } from '../../search/analysis/importance.ts';
import { compareRepeats } from '../../search/analysis/repeats.ts';
import { observationOf } from '../../search/score.ts';
import { createSpace } from '../../search/space/space.ts';

/** A study with what the analysis says of it. @param isAllowed whether its config takes a value under a key, where that is known */
export function studyView(
  study: StudyRecord,
  isRunning = false,
  isAllowed: (key: string, value: number) => boolean = () => true,
): StudyView {
  const { header, trials, repeats } = study;
  const observations = trials.map((trial) => observationOf(header.metric, trial)).filter((one) => one !== undefined);
  return {
    ...{ study, isRunning, notes: [] },
    importance: importanceOf(createSpace(header.space), observations, header.seed),
    edges: edgesOf(study, isAllowed),
    repeats: compareRepeats(repeats, header.metric),
  };
}
