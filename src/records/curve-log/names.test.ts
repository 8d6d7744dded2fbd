import { describe, expect, it } from 'vitest';
import { meaningOf, seriesOf } from './names.ts';

describe('meaningOf', () => {
  it.each([
    ...[
      ['loss', 'loss'],
      ['train/loss', 'loss'],
      ['Loss/train', 'loss'],
      ['trainLoss', 'loss'],
      ['train_cross_entropy', 'loss'],
    ],
    ...[
      ['val_loss', 'valLoss'],
      ['loss/validation', 'valLoss'],
      ['eval/loss', 'valLoss'],
      ['Test Loss', 'valLoss'],
      ['valid_loss', 'valLoss'],
    ],
    ...[
      ['evaluation_loss_vs_iterations', 'valLoss'],
      ['acc', 'accuracy'],
      ['Acc@1', 'accuracy'],
      ['train_acc_step', 'accuracy'],
    ],
    ...[
      ['val_acc', 'valAccuracy'],
      ['val_sparse_categorical_accuracy', 'valAccuracy'],
      ['metrics/accuracy_top1', 'valAccuracy'],
    ],
    ...[
      ['lr', 'learningRate'],
      ['lr-Adam', 'learningRate'],
      ['train/learning_rate', 'learningRate'],
      ['lr/pg0', 'learningRate'],
    ],
    ...[
      ['grad_norm', 'gradientNorm'],
      ['train/grad_norm', 'gradientNorm'],
      ['grad_2.0_norm_total', 'gradientNorm'],
    ],
  ] as const)('%s is %s', (name, series) => {
    const meaning = meaningOf(name);
    expect(meaning && seriesOf(meaning, false)).toBe(series);
  });

  it.each([
    ['train_loss_epoch', 'train', 'epoch'],
    ['epoch_loss', undefined, 'epoch'],
    ['batch_loss', undefined, 'step'],
    ['val_loss', 'validation', undefined],
  ])('%s says of which part and how often', (name, part, per) => {
    expect(meaningOf(name)).toMatchObject({ metric: 'loss', part, per });
  });

  it.each(['global_step', 'trainer/global_step', 'iter', '_step'])('%s is a step', (name) => {
    expect(meaningOf(name)?.metric).toBe('step');
  });

  it.each(['', 'time', 'constructor', 'val', 'lossy', 'train/box_loss', 'weights'])('%o is nothing that is known', (name) => {
    expect(meaningOf(name)).toBeUndefined();
  });
});
