import type { StudyRecord } from '../../records/study/trial-record.ts';
import type { StudyView } from '../../report/study-view.ts';

/** A study with what the analysis says of it. */
export function studyView(study: StudyRecord): StudyView {
  return { study, isRunning: false, importance: undefined, edges: [], repeats: undefined, notes: [] };
}
