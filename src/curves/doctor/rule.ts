import type { Criterion } from './criterion.ts';
import type { Patient } from './patient.ts';
import type { Reading, Shape } from './reading.ts';

/** What a rule saw. All of its criteria are told, and it is as sure as the least sure of them. */
export interface Sighting {
  readonly criteria: readonly Criterion[];
  /** The most that the confidence can be, where the shape alone cannot tell: 1 unless given. */
  readonly ceiling?: number;
  readonly meaning: string;
  readonly advice: string;
  readonly override?: string | undefined;
  /** The stretch that it speaks of, 0..1 of the loss curve; all of it unless given. */
  readonly stretch?: readonly [number, number];
}

/** One shape of the table of the lecture: one file, one line in the registry. */
export interface Rule {
  readonly shape: Shape;
  readonly title: string;
  readonly curve: Reading['curve'];
  /** Shapes that explain what is seen better; where one of them is found, this one is not told. */
  readonly givesWayTo: readonly Shape[];
  /** What of it can be seen, each with its own reasons; the surest is told. */
  look(patient: Patient): readonly Sighting[];
}
