import type { StudyView } from '../../study-view.ts';
import type { SectionMaker } from '../section.ts';
import { best } from './best.ts';
import { curves } from './curves.ts';
import { edges } from './edges.ts';
import { endings } from './endings.ts';
import { importance } from './importance.ts';
import { parallel } from './parallel.ts';
import { repeats } from './repeats.ts';
import { scatters } from './scatters.ts';
import { search } from './search.ts';
import { trials } from './trials.ts';
import { tried } from './tried.ts';

/** What a page about a study is made of, in this order. */
export const STUDY_SECTIONS: readonly SectionMaker<StudyView>[] = [
  ...[best, importance, edges, tried, repeats, scatters],
  ...[parallel, curves, trials, endings, search],
];
