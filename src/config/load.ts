import { basename, extname } from 'node:path';
import type { z } from 'zod';
import { applyOverrides } from './apply-overrides.ts';
import { overrideOf, parseOverrides } from './overrides.ts';
import { resolve } from './resolve.ts';
import { readSource } from './source.ts';
import { spaceOverrides } from './space-overrides.ts';
import { locate, type Path, type Place, placeText } from './tree.ts';
import { variants } from './variant.ts';

export interface LoadOptions {
  /** Words of the command line as `splitArguments` hands them out: `['--optimizer.lr', '0.01', '--train.epochs=3']`. */
  readonly overrides?: readonly string[];
  /** What `--seed` says: the same as an override of the key `seed`. */
  readonly seed?: string | number | undefined;
  /** What `--name` says: the same as an override of the key `name`, taken literally. */
  readonly name?: string | undefined;
  /** What each `--space` says: `optimizer.lr=log:1e-4..1e-1`, in place of what the section `search` says of that key. */
  readonly space?: readonly string[] | undefined;
}

/** A checked config, complete with all defaults. */
export interface Loaded<Config> {
  readonly config: Config;
  /** The file as it was named. */
  readonly file: string;
  /**
   * Where a key is written: `configs/mine.yaml:14`, or `command line: --x.y`. For what is not written, the nearest part
   * above that is.
   */
  locate(path: Path): string;
  /** The same as data. */
  place(path: Path): Place;
  /** The config of a trial: this one with these values by dotted key. See `variants`. @throws ConfigError */
  variant(params: Readonly<Record<string, unknown>>): Config;
}

/** A schema, or what chooses one by the keys that the top level of a config has. */
type SchemaChoice<Config> = z.ZodType<Config> | ((sections: ReadonlySet<string>) => Promise<z.ZodType<Config>>);

/**
 * Reads a config file, applies overrides, checks the result against `schema` and fills in the defaults; `name` becomes the
 * file's name without its ending. Nothing in a config is relative to the config's own folder: paths start from the current one.
 *
 * @throws UserError (see `readSource`); ConfigError with every problem of the file and the overrides at once.
 */
export async function loadAs<Config extends { readonly name?: string | undefined }>(
  schemas: SchemaChoice<Config>,
  file: string,
  options: LoadOptions = {},
): Promise<Loaded<Config & { readonly name: string }>> {
  const source = await readSource(file);
  const given = [await parseOverrides(options.overrides ?? [])];
  if (options.seed !== undefined) given.push(overrideOf('seed', String(options.seed)));
  if (options.name !== undefined) given.push(literalName(options.name));
  given.push(spaceOverrides(options.space ?? []));
  const overrides = given.flatMap((one) => one.overrides);
  const sections = new Set([...source.entries.keys(), ...overrides.map(({ path: [section = ''] }) => section)]);
  const schema = typeof schemas === 'function' ? await schemas(sections) : schemas;
  const { root, problems } = applyOverrides(schema, source, overrides);
  const config = resolve(schema, root, [...given.flatMap((one) => one.problems), ...problems]);
  const name = config.name ?? defaultName(file);
  const named = ({ name: _, ...rest }: Config) => ({ name, ...rest }) as Config & { readonly name: string };
  const variant = variants(schema, root);
  return {
    config: named(config),
    file,
    variant: (params) => named(variant(params)),
    locate(path) {
      const place = locate(root, path, 'value');
      return place.kind === 'file' ? `${place.file}:${place.line}` : placeText(place);
    },
    place: (path) => locate(root, path, 'value'),
  };
}

function literalName(name: string) {
  const place = { kind: 'flag', flag: '--name' } as const;
  return { overrides: [{ path: ['name'], node: { kind: 'scalar', value: name, place } as const, place }], problems: [] };
}

function defaultName(file: string): string {
  return basename(file, extname(file)).slice(0, 100);
}
