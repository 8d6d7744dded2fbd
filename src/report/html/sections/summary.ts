import { bytes, count, duration, percent } from '../../../base/format.ts';
import { lossText } from '../../terminal/numbers.ts';
import { type Html, html } from '../html.ts';
import type { SectionMaker } from '../section.ts';
import type { RunReport } from '../types.ts';

export const summary: SectionMaker<RunReport> = {
  subject: 'the summary',
  make({ summary: of, log }) {
    if (of === undefined) return undefined;
    const settings = log.settings;
    const rows = [
      row('Epochs', of.epochs, count),
      row('Steps', of.steps, count),
      row('Best epoch', of.bestEpoch, count),
      row('Training loss, last epoch', of.trainLoss, lossText),
      row('Training accuracy, last epoch', of.trainAccuracy, percent),
      row('Validation loss, last epoch', of.valLoss, lossText),
      row('Validation accuracy, last epoch', of.valAccuracy, percent),
      row('Best validation accuracy', of.bestValAccuracy, percent),
      row('Test loss', of.testLoss, lossText),
      row('Test accuracy', of.testAccuracy, percent),
      row('Optimizer', settings && `${settings.optimizer}, learning rate ${settings.learningRate}, ${settings.schedule}`, String),
      row('Time', of.seconds, duration),
      row('Images per second', of.imagesPerSecond, count),
      row('Most memory at once', of.peakMemoryBytes, bytes),
      row('Kernels', of.kernels, String),
      row('SHA-256 of the weights', of.weightsSha256, String),
    ];
    return {
      ...{ id: 'summary', title: 'In numbers', width: 'full' },
      body: html`<table class="facts"><caption class="hidden">The training in numbers</caption><tbody>${rows}</tbody></table>`,
    };
  },
};

function row<T extends string | number>(label: string, value: T | null | undefined, text: (value: T) => string): Html {
  if (value == null) return html``;
  const shown = typeof value === 'number' && !Number.isFinite(value) ? String(value) : text(value);
  return html`<tr><th scope="row">${label}</th><td>${shown}</td></tr>`;
}
