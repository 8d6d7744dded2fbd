import { Registry } from '../base/registry.ts';
import type { DatasetEntry } from './dataset.ts';
import { idx } from './datasets/idx.ts';
import { mnist } from './datasets/mnist.ts';
import { synthetic } from './datasets/synthetic.ts';

/** Every data set that a config can name. */
export const datasets: Registry<DatasetEntry> = new Registry<DatasetEntry>('dataset', [mnist, idx, synthetic]);
