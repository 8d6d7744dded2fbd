import type { Fact } from '../../../base/errors.ts';
import type { DrawnStudy } from '../../chart/study/marked-trial.ts';
import type { StudyView } from '../../study-view.ts';
import type { Body, Frame } from '../framed-svg.ts';

/** What a chart of a study is made of. */
export interface StudyChartSource extends Pick<StudyView, 'importance'> {
  readonly study: DrawnStudy;
}

/** A chart without the name of the study, which its title ends with. */
export interface StudyPicture extends Frame {
  readonly body: Body;
}

/** Why there is nothing to draw, behind "There is nothing to draw it from:", and what to do instead. */
export interface NoPicture {
  readonly why: string;
  readonly facts: readonly Fact[];
  readonly hint: string;
}

/** Draws one kind of chart of a study that has a completed trial. */
export type StudyPictureMaker = (source: StudyChartSource) => StudyPicture | NoPicture;
