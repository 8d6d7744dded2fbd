import { BUGS, type Bug } from '../bugs/bugs.ts';
import type { Planted } from './checks.ts';

/** A bug of the benchmark. */
export function plantedBug(id: string): Bug {
  const bug = BUGS.find((one) => one.id === id);
  if (bug === undefined) throw new Error(`there is no bug ${id}`);
  return bug;
}

/** Initial weights so many times as large as they should be; in the layers that `which` names, all by default. */
export function scaledWeights(factor: number, which: (name: string) => boolean = () => true): Planted {
  return {
    experiment(experiment) {
      for (const { declaration, name, tensor } of experiment.network.parameters.parameters) {
        if (declaration.decays && which(name)) tensor.set(tensor.toArray().map((value) => factor * value));
      }
      return experiment;
    },
  };
}
