import type { LayerRow, ModelInspection, RunReport } from '../report/html/types.ts';
import type { ReportData } from './report-data.ts';
import type { RunInspection } from './run-inspection.ts';

/** What is known of a training, as the page takes it. */
export function reportInput({ log, readings, summary, configText, parameters, inspection, notes }: ReportData): RunReport {
  const layers: LayerRow[] = [...parameters].flatMap(([parameter, rows]) => rows.map((row) => ({ ...row, parameter })));
  const model = inspection === undefined ? undefined : modelOf(inspection);
  return { log, readings, summary, layers, config: configText, model, notes };
}

function modelOf({ evaluation, examples, notes: _, ...rest }: RunInspection): ModelInspection {
  return { ...rest, ...evaluation, featureMaps: examples };
}
