import { cutBefore, lettersIn } from '../letters.ts';

/**
 * The key of a hyperparameter where there is room for it, else its short name, whose end says most.
 * @param names of all keys, no two the same: see `keyNames`
 */
export function fittedKey(key: string, names: ReadonlyMap<string, string>, width: number, fontSize: number): string {
  const room = lettersIn(width, fontSize, 'bold');
  return key.length <= room ? key : cutBefore(names.get(key) ?? key, room);
}
