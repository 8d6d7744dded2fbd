/** Multi-class hinge loss by its definition: float64 loops over scores [rows][classes]. The oracle of the kernels. */
export function hingeReference(labels: readonly number[], classes: number, margin = 1) {
  /** Calls back with the positions of each term's two scores and the term before it is cut off at 0. */
  function forEachTerm(scores: Float64Array, visit: (other: number, own: number, term: number) => void): void {
    labels.forEach((label, row) => {
      const own = row * classes + label;
      for (let other = row * classes; other < (row + 1) * classes; other++) {
        if (other !== own) visit(other, own, (scores[other] as number) - (scores[own] as number) + margin);
      }
    });
  }

  return {
    forward([scores]: readonly Float64Array[]): Float64Array {
      let sum = 0;
      forEachTerm(scores as Float64Array, (_other, _own, term) => {
        sum += Math.max(0, term);
      });
      return Float64Array.of(sum / labels.length);
    },
    backward([scores]: readonly Float64Array[], dy: Float64Array): Float64Array[] {
      const dx = new Float64Array(labels.length * classes);
      const share = (dy[0] as number) / labels.length;
      forEachTerm(scores as Float64Array, (other, own, term) => {
        if (term <= 0) return;
        dx[other] = (dx[other] as number) + share;
        dx[own] = (dx[own] as number) - share;
      });
      return [dx];
    },
  };
}
