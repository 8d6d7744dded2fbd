/** How much slower a training is beside others than alone: they share caches and memory [ours, measured on two cores]. */
export function crowded(workers: number): number {
  return workers > 1 ? 1.15 : 1;
}

/** What a trial takes beside its training, in seconds: making a run and saving it [ours]. */
export const TRIAL_OVERHEAD = 0.1;
