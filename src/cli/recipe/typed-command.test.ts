import { expect, it } from 'vitest';
import { typedCommand } from './typed-command.ts';

it('is what was typed, as it is typed again, but for what was about this once', () => {
  const invocation = {
    arguments: ['my config.yaml'],
    words: [],
    options: { budget: '90s', runs: 'here', seed: '5', force: true, new: true, json: true, workers: undefined },
    overrides: ['--data.path', 'my/idx files', '--data.noise=3'],
  };
  expect(typedCommand(invocation)).toBe(
    'cnn-run recipe "my config.yaml" --data.path "my/idx files" --data.noise=3 --seed 5 --budget 90s --runs here',
  );
});
