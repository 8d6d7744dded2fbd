import type { StudyRecord } from '../../records/study/trial-record.ts';

/** A study without the hyperparameters that had one value in all trials: there is nothing to see of them. */
export function onlyVaried<S extends StudyRecord>(study: S): S {
  const isVaried = (key: string) => new Set(study.trials.map(({ params }) => JSON.stringify(params[key]))).size > 1;
  return { ...study, header: { ...study.header, space: study.header.space.filter(({ key }) => isVaried(key)) } };
}
