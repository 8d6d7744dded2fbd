import type { SeriesName } from '../../curves/curve-log.ts';

type Metric = 'loss' | 'accuracy' | 'learningRate' | 'gradientNorm' | 'updateRatio' | 'step' | 'epoch';

/** What a column or a tag of a log most likely holds. */
export interface Meaning {
  readonly metric: Metric;
  /** Of which examples; undefined where the name does not say. */
  readonly part: 'train' | 'validation' | undefined;
  /** Whether a value is of a step or of an epoch; undefined where the name does not say. */
  readonly per: 'step' | 'epoch' | undefined;
  /** Of several names for one thing, the one with the lowest rank is meant. */
  readonly rank: number;
  /** An error rate: one minus the accuracy. */
  readonly isError: boolean;
}

/** How loggers spell what is measured, the most telling first: words joined by `_`, in small letters. */
const SPELLINGS: Readonly<Record<Metric, readonly string[]>> = {
  loss: [
    ...[
      'loss',
      'losses',
      'total_loss',
      'loss_total',
      'cross_entropy',
      'crossentropy',
      'cross_entropy_loss',
      'ce_loss',
      'loss_ce',
    ],
    ...['categorical_crossentropy', 'sparse_categorical_crossentropy', 'xent', 'nll_loss', 'nll', 'log_loss', 'logloss', 'ce'],
    ...['cost', 'objective', 'loss_value', 'cls_loss', 'loss_cls', 'value'],
  ],
  accuracy: [
    ...[
      'accuracy',
      'acc',
      'top_1',
      'top1',
      'acc_1',
      'acc1',
      'prec_1',
      'prec1',
      'accuracy_top1',
      'accuracy_top_1',
      'top1_accuracy',
    ],
    ...[
      'top_1_accuracy',
      'top1_acc',
      'top_1_acc',
      'acc_top1',
      'acc_top_1',
      'categorical_accuracy',
      'sparse_categorical_accuracy',
    ],
    ...['binary_accuracy', 'multiclass_accuracy', 'accuracy_score', 'error_rate', 'error', 'err'],
  ],
  learningRate: [
    ...['learning_rate', 'learningrate', 'lr', 'lr_0', 'lr_pg0', 'lr_group0', 'lr_group_0', 'current_lr', 'base_lr'],
    ...['lr_sgd', 'lr_adam', 'lr_adam_w', 'lr_adamw', 'lr_rmsprop', 'lr_rms_prop', 'learning_rate_0'],
  ],
  gradientNorm: [
    ...[
      'grad_norm',
      'gradient_norm',
      'gradnorm',
      'global_grad_norm',
      'total_grad_norm',
      'grad_norm_total',
      'global_gradient_norm',
    ],
    ...['grad_2_0_norm_total', 'grad_2_norm_total', 'gnorm', 'total_norm'],
  ],
  updateRatio: ['update_ratio', 'update_to_weight_ratio', 'update_to_weight', 'update_data_ratio'],
  step: [
    ...['global_step', 'step', 'steps', 'iteration', 'iterations', 'iter', 'iters', 'it', 'n_iter', 'num_iter', 'update'],
    ...['updates', 'num_updates', 'batch', 'batch_idx', 'minibatch'],
  ],
  epoch: ['epoch', 'epochs', 'epoch_num', 'ep'],
};

const ERRORS = new Set(['error_rate', 'error', 'err']);

const KNOWN = new Map(
  (Object.keys(SPELLINGS) as Metric[]).flatMap((metric) =>
    SPELLINGS[metric].map((spelling, i) => [spelling, { metric, rank: i }] as const),
  ),
);

/** Words before or after what is measured: of which examples it is, and how little they say so. */
const PARTS = new Map<string, { readonly part: 'train' | 'validation'; readonly rank: number }>([
  ...['train', 'training', 'trn', 'tr'].map((word) => [word, { part: 'train', rank: 0 }] as const),
  ...['val', 'valid', 'validation', 'eval', 'evaluation', 'dev'].map((word) => [word, { part: 'validation', rank: 0 }] as const),
  // What is logged while a network trains and called a test is used as a validation. YOLO's metrics are of the validation.
  ...['metrics', 'test', 'testing'].map((word) => [word, { part: 'validation', rank: 50 }] as const),
]);
const RATES = new Map<string, 'step' | 'epoch'>([
  ...['step', 'steps', 'batch', 'iter', 'iteration', 'iterations', 'minibatch'].map((word) => [word, 'step'] as const),
  ['epoch', 'epoch'],
]);
/** Words that say nothing that matters here. */
const FILLERS = new Set(['avg', 'average', 'mean', 'running', 'trainer', 'metric', 'scalars', 'vs']);

/** @returns undefined where the name says nothing that is known. */
export function meaningOf(name: string): Meaning | undefined {
  let words = wordsOf(name);
  let part: Meaning['part'];
  let per: Meaning['per'];
  let extra = 0;
  for (;;) {
    const spelling = words.join('_');
    const known = KNOWN.get(spelling);
    if (known !== undefined) return { ...known, part, per, rank: known.rank + extra, isError: ERRORS.has(spelling) };
    const end = [0, -1].find((i) => isAside(words.at(i) ?? ''));
    if (end === undefined || words.length <= 1) return undefined;
    const word = words.at(end) ?? '';
    const said = PARTS.get(word);
    if (said !== undefined && part === undefined) {
      part = said.part;
      extra += said.rank;
    }
    per ??= RATES.get(word);
    words = end === 0 ? words.slice(1) : words.slice(0, -1);
  }
}

function isAside(word: string): boolean {
  return PARTS.has(word) || RATES.has(word) || FILLERS.has(word);
}

/** `valLoss`, `val_loss`, `val/loss` and `Val Loss` are the same two words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** The series that a name means, given whether what is logged of the training is logged once per epoch. */
export function seriesOf({ metric, part }: Meaning, isOfEpochs: boolean): SeriesName | undefined {
  switch (metric) {
    case 'loss':
      return part === 'validation' ? 'valLoss' : isOfEpochs ? 'trainLoss' : 'loss';
    case 'accuracy':
      return part === 'validation' ? 'valAccuracy' : isOfEpochs ? 'trainAccuracy' : 'accuracy';
    case 'learningRate':
    case 'gradientNorm':
    case 'updateRatio':
      return metric;
    default:
      return undefined;
  }
}
