// Writes docs/config.md and configs/schema.json from the built schema. Run by `npm run reference` after a build.
import { writeFileSync } from 'node:fs';
import { generatedFiles } from '../dist/config/reference.js';

for (const { path, content } of generatedFiles()) {
  writeFileSync(new URL(`../${path}`, import.meta.url), content);
  console.log(`wrote ${path}`);
}
