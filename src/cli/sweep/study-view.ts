import type { StudyRecord } from '../../records/study/trial-record.ts';
import type { StudyView } from '../../report/study-view.ts';
import { importanceOf } from '../../search/analysis/importance.ts';
import { observationOf } from '../../search/score.ts';
import { createSpace } from '../../search/space/space.ts';

/** A study with what the analysis says of it. */
export function studyView(study: StudyRecord, isRunning = false): StudyView {
  const { header, trials } = study;
  const space = createSpace(header.space);
  const observations = trials.map((trial) => observationOf(header.metric, trial)).filter((one) => one !== undefined);
  const importance = importanceOf(space, observations, header.seed);
  return {
    ...{ study, isRunning },
    importance: importance === undefined ? undefined : { keys: importance.parameters, unexplained: importance.rest },
    edges: [],
    repeats: undefined,
    notes: [],
  };
}
