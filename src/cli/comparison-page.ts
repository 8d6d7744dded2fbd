import { replaceFile } from '../base/files.ts';
import { comparisonHtml } from '../report/html/comparison.ts';
import type { Comparison } from './comparison-report.ts';

/** Writes a page about several trainings. @throws UserError when it cannot be written. */
export function writeComparisonPage(path: string, { runs, differences, notes }: Comparison) {
  const { html, sections } = comparisonHtml({ runs, differences, notes });
  replaceFile(path, html);
  return { path, bytes: Buffer.byteLength(html), sections };
}
