import { fullSchema } from './full-schema.ts';
import { toJsonSchema } from './json-schema.ts';
import { referenceText } from './reference-text.ts';

/** A file that is made from the schema, so that it cannot say anything else than the check does. */
export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly content: string;
}

const INTRODUCTION = `<!-- Made by "npm run reference" from the schema in src/config/schema.ts. Do not edit. -->

# Config reference

An experiment is one YAML or JSON file. Every key has a default, so a config says only what is special about it:

\`\`\`yaml
# yaml-language-server: $schema=schema.json
data: { dataset: mnist }
model:
  - { type: conv2d, channels: 8, kernel: 5 }
  - relu
  - maxPool2d
  - flatten
  - { type: linear, features: classes }
optimizer: { type: adam, lr: 0.001 }
schedule: cosine
train: { epochs: 3 }
\`\`\`

- Where a part is chosen by name (a layer, an optimizer, ...), the bare name stands for the part with its defaults: \`relu\` is \`{ type: relu }\`.
- \`null\`, or a key with nothing after it, means that the key is not given.
- Paths are relative to the folder in which the program is started, not to the config.
- Any key can be set on the command line, by its dotted path: \`--optimizer.lr 0.01 --model.0.channels=16 --train.steps null\`. Values are read as
  YAML. Choosing another member (\`--optimizer.type sgd\`) drops the options in the file that the new one does not have. A section can be given as a whole,
  and its parts count after it: \`--optimizer adam --loss hinge --model "[flatten, linear]"\`.
- Unknown keys are errors. All problems are reported at once, each with its line.
- The first line of the example tells editors where the JSON Schema is that completes and checks a config as it is written
  ([configs/schema.json](../configs/schema.json)).
`;

/** The reference for people and the JSON Schema for editors. */
export function generatedFiles(): GeneratedFile[] {
  const { $schema, ...rest } = toJsonSchema(fullSchema);
  const schema = { $schema, title: 'cnn-run config', description: 'An experiment: data, model, and how to train it.', ...rest };
  return [
    { path: 'docs/config.md', content: `${INTRODUCTION}\n${referenceText(fullSchema)}\n` },
    { path: 'configs/schema.json', content: `${JSON.stringify(schema, undefined, 2)}\n` },
  ];
}
