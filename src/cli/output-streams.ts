import { UserError } from '../base/errors.ts';
import { refusalReason } from '../base/files.ts';

/**
 * Keeps a stream that cannot be written from ending the work under way, which would leave things unsaved and locks behind: progress
 * that nobody sees is no reason to stop, and whether the result could be written is asked at the end. A reader that has seen enough
 * (`| head`) is no failure.
 *
 * @returns waits until stdout is written, and says why it could not be; undefined when it was, or nobody wants it
 */
export function guardOutput(): () => Promise<UserError | undefined> {
  let failure: Error | undefined;
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failure ??= error;
  });
  return async () => {
    await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
    if (failure === undefined) return undefined;
    return new UserError(`The result could not be written to stdout: ${refusalReason(failure) ?? failure.message}.`);
  };
}
