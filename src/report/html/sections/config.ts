import { copyable } from '../copyable.ts';
import { html } from '../html.ts';
import type { SectionMaker } from '../section.ts';
import type { RunReport } from '../types.ts';

export const config: SectionMaker<RunReport> = {
  subject: 'the config',
  make({ config: text }) {
    if (text === undefined) return undefined;
    return {
      ...{ id: 'config', title: 'Config', width: 'full' },
      body: html`<details><summary>The config with all defaults (YAML)</summary>
${copyable(text)}</details>`,
    };
  },
};
