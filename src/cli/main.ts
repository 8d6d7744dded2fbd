import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { Command as Commander, CommanderError } from 'commander';
import { UserError } from '../base/errors.ts';
import { didYouMean } from '../base/suggest.ts';
import { splitArguments } from '../config/overrides.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { printJsonError } from './output.ts';
import { guardOutput } from './output-streams.ts';
import { suggestOverride } from './suggest-override.ts';

/**
 * Runs the command line. @returns the exit code: 0 done, 1 a check failed, 2 bad usage, config or data, 70 our bug,
 * 130 / 143 interrupted.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const outputFailure = guardOutput();
  const exitCode = await dispatch(argv).catch((error: unknown) => report(error, asksForJson(argv)));
  const failure = await outputFailure();
  return failure === undefined ? exitCode : Math.max(exitCode, report(failure, false));
}

async function dispatch(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  let overrides: readonly string[] = [];
  const program = new Commander('cnn-run')
    .description('Train convolutional networks from the command line, and choose their hyperparameters as the experts do.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const command of commands) {
    const sub = program
      .command(command.name)
      .description(command.summary)
      .exitOverride()
      .action(async () => {
        checkOverrides(command, overrides);
        const given = { arguments: sub.processedArgs as (string | undefined)[], words: sub.args };
        exitCode = await command.run({ ...given, options: sub.opts(), overrides });
      });
    command.configure(sub);
    if (command.takesOverrides) {
      sub.addHelpText(
        'after',
        '\nAny key of the config can be overridden: --optimizer.lr 0.01 --train.epochs 5 --model.0.channels 16',
      );
    }
  }
  const asked = program.commands.find((sub) => sub.name() === argv[0]);
  const words = splitArguments(argv, new Set(asked?.options.map(({ long }) => long ?? '')));
  overrides = words.overrides;
  if (words.rest.length === 0) {
    program.outputHelp();
    return 0;
  }
  await program.parseAsync(words.rest, { from: 'user' });
  return exitCode;
}

function checkOverrides(command: Command, overrides: readonly string[]): void {
  if (command.takesOverrides || overrides.length === 0) return;
  throw new UserError(`"cnn-run ${command.name}" takes no config overrides.`, { facts: [['given', overrides.join(' ')]] });
}

/** Tells an error on stderr and, with `--json`, in the document. @returns the exit code */
function report(error: unknown, wantsJson: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0; // help and version
  const told = error instanceof CommanderError ? usageError(error) : error;
  if (told instanceof UserError) {
    process.stderr.write(`${printable(told.message)}\n`);
    if (wantsJson) printJsonError(told);
    return told.exitCode;
  }
  const headline = 'cnn-run has a bug; please report it with the following.';
  const stack = told instanceof Error ? (told.stack ?? told.message) : String(told);
  process.stderr.write(`${headline}\n${stack}\n`);
  if (wantsJson) printJsonError(new UserError(headline, { facts: [['stack', stack]] }));
  return 70;
}

/** Looked for by itself, since a command line that makes no sense has no options. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}

/** Names of files and what is in them may hold escape sequences, which the terminal would obey. */
function printable(message: string): string {
  return stripVTControlCharacters(message).replace(/(?!\n)\p{Cc}/gu, ' ');
}

/** Commander's own complaints (unknown option, missing argument, ...), in the voice of the program. */
function usageError(error: CommanderError): UserError {
  const unknown = /unknown option '(--?[^']+)'/.exec(error.message)?.[1];
  const override = unknown === undefined ? undefined : suggestOverride(unknown);
  const command = /unknown command '([^']+)'/.exec(error.message)?.[1];
  const hint =
    override ??
    (command === undefined
      ? undefined
      : didYouMean(
          command,
          commands.map(({ name }) => name),
        )) ??
    'See cnn-run --help.';
  const headline = error.message.replace(/^error: /, '').split('\n')[0] ?? '';
  return new UserError(headline, { hint });
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
