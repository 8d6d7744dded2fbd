import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Html, html, raw } from './html.ts';

/** The script of a page, made by the build from `page-client`, and what a policy of security allows it by. */
export interface ClientScript {
  readonly element: Html;
  /** A source expression of a Content-Security-Policy. */
  readonly source: string;
}

export function clientScript(): ClientScript {
  // No text of the script can end its element.
  const text = readFileSync(scriptFile(), 'utf8').replaceAll('</script', '<\\/script').trim();
  const digest = createHash('sha256').update(text).digest('base64');
  return { element: html`<script>${raw(text)}</script>`, source: `'sha256-${digest}'` };
}

/** Beside the bundle; for tests, which run the sources, where the build has put it. */
function scriptFile(): URL {
  const isSource = import.meta.url.endsWith('.ts');
  return new URL(isSource ? '../../../dist/report-page.js' : '../report-page.js', import.meta.url);
}
