import type { StudyImportance } from '../study-view.ts';

/** What the rest is that no hyperparameter makes by itself. Of few trials most of it may be that they are few. */
export function restText({ method }: Pick<StudyImportance, 'method'>): string {
  return method === 'grid' ? 'several together, and noise' : 'not told apart: several together, noise, too few trials';
}

/** What the shares go by. */
export function methodText({ method, trials }: Pick<StudyImportance, 'method' | 'trials'>): string {
  return method === 'grid'
    ? `computed from the whole grid of ${trials} trials`
    : `as far as ${trials} trials tell, by a random forest`;
}
