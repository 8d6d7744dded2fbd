/**
 * Bundles the compiled program with its libraries into `dist/bundle`. A command starts in half the time: Node.js then reads
 * a few files instead of three hundred. What a command loads late (charts, tables) stays in files of its own.
 *
 * It is CommonJS, which Node.js reads and links file by file without waiting: 20 ms less than ES modules until the first line
 * of ours runs. Minifying it would gain next to nothing more, and take the sense out of the stack of an error.
 *
 * The script of report pages, which is for browsers, is bundled and minified into `dist/report-page.js`.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}/dist/bundle`;
rmSync(folder, { recursive: true, force: true });
/** The rooms of the core, but for what is loaded late or by the workers of a team, and what else every training begins with. */
const CORE = new RegExp(
  [
    String.raw`dist[\\/](?:base|memory|tensor|ops|nn|optim|schedules|data)[\\/]`,
    String.raw`dist[\\/]config[\\/](?!json-|change|reference|full-schema|check-space)`,
    String.raw`dist[\\/]kernels[\\/](?:load|team)\.js`,
    String.raw`dist[\\/]train[\\/](?:experiment|train-step|batch-stage|resident-images|section|evaluate|checkpoint)\.js`,
    String.raw`dist[\\/]train[\\/](?:state|session|trainer|run-log|open-run|early-stopping|divergence)\.js`,
    String.raw`dist[\\/]records[\\/](?:create-run|lock|process-owner|run-folder|run-summary|find-run|list-runs|safetensors|csv-log)\.js`,
    String.raw`dist[\\/]cli[\\/](?:output|options|load-experiment|new-run|signals|drawing)\.js`,
  ].join('|'),
);

await build({
  cwd: root,
  // Workers are started by their own file names, beside the bundle.
  input: {
    main: 'dist/cli/main.js',
    'team-worker': 'dist/kernels/team-worker.js',
    'trial-worker': 'dist/trials/trial-worker.js',
  },
  platform: 'node',
  // They look for files beside their own, which a bundle has not.
  external: ['jsonc-parser', '@resvg/resvg-wasm', 'piscina'],
  logLevel: 'warn',
  // The build of the same code that its authors made small: a training loads it at its start.
  resolve: { alias: { 'protobufjs/minimal.js': 'protobufjs/dist/minimal/protobuf.min.js' } },
  // Of yargs only the parser is used; what the rest does when it is loaded (segmenters of text) takes 8 ms.
  treeshake: { moduleSideEffects: [{ test: /node_modules\/(?:yargs|cliui|string-width|y18n|escalade)\//, sideEffects: false }] },
  output: {
    dir: 'dist/bundle',
    format: 'cjs',
    cleanDir: true,
    keepNames: true,
    // What every training needs goes into one file, instead of a small one for each combination of the commands that use it.
    codeSplitting: {
      groups: [
        // The workers of a team start with little.
        { name: 'team', test: /dist[\\/]kernels[\\/]team-(?!worker)/, priority: 2 },
        { name: 'core', test: CORE, priority: 1 },
      ],
    },
  },
});
// The package is one of ES modules, this folder is not.
writeFileSync(`${folder}/package.json`, '{ "type": "commonjs" }\n');

// The script that each report page carries, for browsers.
await build({
  cwd: root,
  input: 'src/report/page-client/main.ts',
  platform: 'browser',
  tsconfig: 'src/report/page-client/tsconfig.json',
  transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  logLevel: 'warn',
  output: { file: 'dist/report-page.js', format: 'iife', minify: true },
});
