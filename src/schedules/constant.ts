import { defineSchedule } from './define.ts';

/** rate = lr. */
export const constant = defineSchedule({
  name: 'constant',
  summary: 'The same learning rate all the time.',
  options: {},
  create:
    (_, { baseRate }) =>
    () =>
      baseRate,
});
