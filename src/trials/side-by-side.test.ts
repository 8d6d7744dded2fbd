import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sideBySide } from './side-by-side.ts';

const always = () => true;

it('does all, so many at a time', async () => {
  const done: number[] = [];
  let [now, ever] = [0, 0];
  const work = async (item: number) => {
    now += 1;
    ever = Math.max(ever, now);
    await delay(item % 3);
    now -= 1;
    done.push(item);
  };
  await sideBySide([1, 2, 3, 4, 5, 6, 7], work, { most: 3, mayBegin: always });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(ever).toBe(3);
  await sideBySide([], work, { most: 3, mayBegin: always });
});

it('begins none after a failure, lets those under way end, and throws the first', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    await delay(item);
    if (item < 10) throw new Error(`no ${item}`);
    ended.push(item);
  };
  const failing = sideBySide([20, 1, 2, 30, 40], work, { most: 3, mayBegin: always });
  await expect(failing).rejects.toThrow('no 1');
  expect(ended).toEqual([20]);
});

it('begins no more without leave', async () => {
  const begun: number[] = [];
  const work = async (item: number) => void begun.push(item);
  await sideBySide([1, 2, 3, 4], work, { most: 1, mayBegin: () => begun.length < 2 });
  expect(begun).toEqual([1, 2]);
});
