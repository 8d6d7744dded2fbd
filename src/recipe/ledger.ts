import type { RecipeFolder } from '../records/recipe/recipe-folder.ts';
import type {
  BestTrial,
  DecidedSize,
  RecipeRecord,
  RecipeStepName,
  SearchEvidence,
  StepEvidence,
  StepRecord,
} from '../records/recipe/recipe-record.ts';
import type { Budget } from './budget.ts';
import { COMPARABLE } from './search-plan.ts';

/** How much of the time that was spent a recipe forgets when it is killed, in seconds. */
const FORGOTTEN = 5;

/** The best of a search, and how long its trials were. */
export type BestBefore = Pick<SearchEvidence, 'epochs' | 'limitTrain'> & { readonly best: BestTrial };

/** The record of a recipe under way: written whenever something is added, so that nothing is done twice. */
export class Ledger {
  readonly #folder: RecipeFolder;
  readonly #budget: Budget;
  readonly #onRecord: (record: RecipeRecord) => void | Promise<void>;
  #record: RecipeRecord;
  #writtenAt = 0;

  /** @param record as far as the recipe came; a step that failed is tried again (with --force it is gone through). */
  constructor(
    folder: RecipeFolder,
    record: RecipeRecord,
    budget: Budget,
    onRecord: (record: RecipeRecord) => void | Promise<void>,
  ) {
    const failed = record.steps.findIndex(({ status }) => status === 'failed');
    this.#folder = folder;
    this.#budget = budget;
    this.#onRecord = onRecord;
    this.#record = { ...record, status: 'running', steps: failed < 0 ? record.steps : record.steps.slice(0, failed) };
  }

  get record(): RecipeRecord {
    return { ...this.#record, seconds: this.#budget.spent };
  }

  /** Adds to the record, and tells. */
  async note(more: Partial<RecipeRecord>): Promise<RecipeRecord> {
    this.#record = { ...this.#record, ...more };
    const record = this.#write();
    await this.#onRecord(record);
    return record;
  }

  async add(step: StepRecord): Promise<void> {
    await this.note({ steps: [...this.#record.steps, step] });
  }

  /** What was decided of a search or a training, if anything was. */
  decided(what: string): DecidedSize | undefined {
    return this.#record.decided[what];
  }

  decide(what: string, size: DecidedSize): void {
    this.#record = { ...this.#record, decided: { ...this.#record.decided, [what]: size } };
    this.#write();
  }

  /** Now and then: what was spent so far, so that a recipe that is killed keeps to its budget all the same. */
  keepTime(): void {
    if (this.#budget.total !== undefined && this.#budget.spent > this.#writtenAt + FORGOTTEN) this.#write();
  }

  find(name: RecipeStepName, round: number): StepRecord | undefined {
    return this.#record.steps.find((step) => step.name === name && step.round === round);
  }

  /** What a step found, if it is of this kind. */
  evidence<Kind extends StepEvidence['kind']>(
    name: RecipeStepName,
    round: number,
    kind: Kind,
  ): Extract<StepEvidence, { kind: Kind }> | undefined {
    const evidence = this.find(name, round)?.evidence;
    return evidence?.kind === kind ? (evidence as Extract<StepEvidence, { kind: Kind }>) : undefined;
  }

  /** Of the searches before a round the best trial of those that trained about as long as the longest, and how long it was trained. */
  bestBefore(round: number): BestBefore | undefined {
    const found = this.#record.steps.flatMap(({ evidence, round: of }) =>
      of < round && evidence?.kind === 'search' && evidence.best !== undefined ? [{ ...evidence, best: evidence.best }] : [],
    );
    const longest = Math.max(0, ...found.map(({ epochs }) => epochs));
    return found
      .filter(({ epochs }) => epochs >= COMPARABLE * longest)
      .reduce<BestBefore | undefined>((a, b) => (a !== undefined && a.best.valAccuracy >= b.best.valAccuracy ? a : b), undefined);
  }

  #write(): RecipeRecord {
    const { record } = this;
    this.#folder.write(record);
    this.#writtenAt = record.seconds;
    return record;
  }
}
