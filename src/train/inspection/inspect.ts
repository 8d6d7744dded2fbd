import type { DataPart } from '../../data/prepare.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Experiment } from '../experiment.ts';
import { type DeadChannels, deadChannels } from './dead-channels.ts';
import { type Activations, activationsOf, type MapLimits, mappedLayers } from './feature-maps.ts';
import { type FirstFilters, firstFilters } from './filters.ts';
import { type JudgedExample, judge } from './most-wrong.ts';
import { channelNote } from './picture.ts';

/** How much a look into a network shows at most. */
const MOST_WRONG = 24;
const MOST_FILTERS = 64;
const IMAGES_FOR_DEAD = 256;
const MAPS: MapLimits = { maps: 16, layers: 24, side: 64 };

/** An example and what each layer makes of it. */
export interface ShownExample extends JudgedExample, Activations {
  readonly isRight: boolean;
}

/** What there is to see in a trained network. Same weights and data, same bytes. */
export interface Inspection {
  /** The names of the classes. */
  readonly classes: readonly string[];
  readonly evaluation: Evaluation;
  readonly mostWrong: readonly JudgedExample[];
  readonly filters: FirstFilters | undefined;
  readonly deadChannels: readonly DeadChannels[];
  /** The first example that is classified rightly, and the most wrong one; either is left out where there is none. */
  readonly examples: readonly ShownExample[];
  /** What was left out or simplified, a sentence each. */
  readonly notes: readonly string[];
}

/** Looks into a network with the weights that it has, on one part of its data. */
export async function inspect(experiment: Experiment, part: DataPart): Promise<Inspection> {
  const { dataset } = experiment.data;
  const { evaluation, mostWrong, firstRight } = await judge(experiment, part, MOST_WRONG);
  const show = (example: JudgedExample | undefined, isRight: boolean): ShownExample[] =>
    example === undefined ? [] : [{ ...example, ...activationsOf(experiment, part.set, example.index, MAPS), isRight }];
  const filters = firstFilters(experiment, MOST_FILTERS);
  return {
    classes: dataset.classes,
    evaluation,
    mostWrong,
    filters,
    deadChannels: deadChannels(experiment, part, IMAGES_FOR_DEAD),
    examples: [...show(firstRight, true), ...show(mostWrong[0], false)],
    notes: [channelNote('The images', dataset.channels), layersNote(experiment), ...(filters?.notes ?? [])].filter(
      (note) => note !== undefined,
    ),
  };
}

function layersNote(experiment: Experiment): string | undefined {
  const count = mappedLayers(experiment).length;
  return count <= MAPS.layers ? undefined : `Feature maps are shown of ${MAPS.layers} of ${count} layers, evenly chosen.`;
}
