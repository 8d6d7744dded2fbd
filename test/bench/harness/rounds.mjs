/**
 * Everybody is measured once a round, one after the other on the same cores, so that a machine whose speed drifts favours nobody;
 * every other round goes the other way. A measurement during which others used more than a twentieth of its cores is
 * repeated at once; what stays disturbed after that is marked, and its round left out where there are quieter ones.
 */
import { numberText } from './statistics.mjs';

/** Of all measurements so many may be repeated because others disturbed them. */
export const REPEATED_SHARE = 0.2;

const DISTURBED = 0.05;
const REPEATS = 2;

/**
 * @param contenders have `label`, `group`, `threads`, `cores` (as many as threads by default), `rounds(network)` (in how many of the first rounds they take part), `mayFail` (then
 * they are left out) and `measure(network)`, which gives figures and, where known, `foreignCores`.
 * @param repeats is how many measurements may be repeated in all.
 * @returns one sample a measurement: round, network, contender and its figures.
 */
export function measureInRounds(networks, contenders, { rounds, repeats, log }) {
  const samples = [];
  const began = performance.now();
  const failed = new Set();
  const keyOf = ({ letter }, { label, threads }) => `${letter} ${label} ${threads}`;
  let left = repeats;
  const measureQuietly = (network, contender, round) => {
    let sample = measureOnce(network, contender, round);
    for (let again = 0; again < REPEATS && sample.disturbed && left > 0; again++) {
      left -= 1;
      const repeated = measureOnce(network, contender, round);
      if (repeated.foreignCores < sample.foreignCores) sample = repeated;
    }
    return sample;
  };
  for (let round = 0; round < rounds; round++) {
    for (const network of networks) {
      const inOrder = contenders.filter(
        (contender) => contender.rounds(network) > round && !failed.has(keyOf(network, contender)),
      );
      for (const contender of round % 2 === 0 ? inOrder : inOrder.toReversed()) {
        try {
          const sample = measureQuietly(network, contender, round);
          samples.push(sample);
          log(progressText(sample, rounds));
        } catch (error) {
          if (!contender.mayFail) throw error;
          failed.add(keyOf(network, contender));
          log(`${contender.label} cannot train ${network.letter} and is left out: ${error.message}`);
        }
      }
    }
    const seconds = (performance.now() - began) / 1000;
    if (round === 0 && rounds > 1) log(`the first round took ${seconds.toFixed(0)} s; ${rounds - 1} more`);
  }
  return samples;
}

function measureOnce(network, contender, round) {
  const figures = contender.measure(network);
  const { label, group, threads, cores = threads } = contender;
  const disturbed = figures.foreignCores > DISTURBED * cores;
  return { round, network: network.letter, label, group, threads, ...figures, disturbed };
}

function progressText({ round, network, label, threads, imagesPerSecond, foreignCores, disturbed }, rounds) {
  const speed =
    imagesPerSecond === undefined
      ? ''
      : `, ${threads} thread${threads === 1 ? '' : 's'}  ${numberText(imagesPerSecond)} images/s`;
  const note = disturbed ? `  (disturbed: others used ${foreignCores.toFixed(2)} cores)` : '';
  return `round ${round + 1}/${rounds}  ${network}  ${label}${speed}${note}`;
}

/**
 * The best value of a group in each round, by round; rounds in which nobody of it was measured are left empty. Rounds in which
 * others disturbed one of its members are left out too, as long as there are quiet ones.
 */
export function bestByRound(samples, { network, group, threads }, key, better = Math.max) {
  return bestOfRounds(samplesOf(samples, network, group, threads), key, better);
}

/** Ratios of two groups, of what was measured in the same rounds: the quiet ones of both where there are any. */
export function ratiosByRound(samples, above, below, key) {
  const [of, to] = [above, below].map(({ network, group, threads }) => samplesOf(samples, network, group, threads, false));
  const disturbed = new Set([...of, ...to].filter((sample) => sample.disturbed).map(({ round }) => round));
  const ratios = dividedByRound(bestOfRounds(of, key, Math.max), bestOfRounds(to, key, Math.max));
  const quiet = ratios.filter((ratio, round) => ratio !== undefined && !disturbed.has(round));
  return quiet.length > 0 ? quiet : ratios;
}

function samplesOf(samples, network, group, threads, quietOnly = true) {
  const all = samples.filter((one) => one.network === network && one.group === group && one.threads === threads);
  const disturbed = new Set(all.filter((sample) => sample.disturbed).map(({ round }) => round));
  const quiet = all.filter(({ round }) => !disturbed.has(round));
  return quietOnly && quiet.length > 0 ? quiet : all;
}

function bestOfRounds(samples, key, better) {
  const best = [];
  for (const { round, [key]: value } of samples) {
    if (value !== undefined) best[round] = best[round] === undefined ? value : better(best[round], value);
  }
  return best;
}

function dividedByRound(above, below) {
  return above.map((value, round) => (below[round] === undefined ? undefined : value / below[round]));
}
