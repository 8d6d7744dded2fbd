import { duration, percent } from '../../base/format.ts';
import type { FinalRecord, StepRecord } from '../../records/recipe/recipe-record.ts';
import { STATUS_WORDS } from '../seven-steps/status-words.ts';
import { FINAL_TEXT, STEP_TEXTS } from '../seven-steps/step-texts.ts';
import { printable } from './table.ts';

/** A step that has ended, on one line, for logs: where there is no terminal to draw over. */
export function stepLine({ step, name, round, status, decision, advice, seconds }: StepRecord): string {
  return line([
    `step ${step}/7`,
    `${STEP_TEXTS[name].title}${round > 1 ? `, round ${round}` : ''}`,
    STATUS_WORDS[status],
    duration(seconds),
    decision,
    ...(status === 'passed' || advice === undefined ? [] : [advice]),
  ]);
}

/** The same of the training of the winner. */
export function finalLine({ epochs, valAccuracy, testAccuracy, seconds }: FinalRecord): string {
  return line([
    FINAL_TEXT.title,
    `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`,
    duration(seconds),
    ...(valAccuracy === undefined ? [] : [`validation accuracy ${percent(valAccuracy)}`]),
    ...(testAccuracy === undefined ? [] : [`test accuracy ${percent(testAccuracy)}`]),
  ]);
}

function line(fields: readonly string[]): string {
  return fields.map(printable).join('   ');
}
