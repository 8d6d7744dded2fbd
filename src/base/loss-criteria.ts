/** What the recipe says of losses in numbers. */

/** A loss this many times the first has exploded (cs231n, "Babysitting the learning process": "cost is NaN or over 3x the first"). */
export const EXPLODED = 3;

/** "The loss must drop significantly": by this part of the loss that it drops from, and by more than noise [ours]. */
export const SIGNIFICANT = 0.05;

/** Standard errors within which a difference may be noise. */
export const SURE = 2;
