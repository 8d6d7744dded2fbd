import { meanOf } from '../../src/base/statistics.ts';
import type { Importance } from '../../src/search/analysis/importance.ts';
import { covered, type PlantedShares, planted, toldOf } from '../helpers/planted-shares.ts';

const TRIALS = [8, 16, 32, 64];
const STUDIES = 40;

/** How near the told shares come to the true ones, and how often two deviations reach that far. */
export function importanceRows(): string[][] {
  const rows = Object.values<PlantedShares>(planted).flatMap((subject) => TRIALS.map((trials) => rowOf(subject, trials)));
  return [['results', 'trials', 'share of a: true', 'told', 'true within 2 ±', 'share of c, without effect', 'rest'], ...rows];
}

function rowOf(subject: PlantedShares, trials: number): string[] {
  const told = toldOf(subject, trials, STUDIES);
  const [truth] = subject.shares;
  return [
    ...[subject.name, String(trials), `${100 * truth} %`, shareText(told, 0), `${covered(told, 0, truth)} of ${STUDIES}`],
    ...[shareText(told, 2), percent(meanOf(told.map(({ unexplained }) => unexplained)))],
  ];
}

/** The means over the studies. */
function shareText(told: readonly Importance[], key: number): string {
  const mean = (of: 'share' | 'deviation') => meanOf(told.map(({ keys }) => keys[key]?.[of] ?? Number.NaN));
  return `${percent(mean('share'))} ± ${(100 * mean('deviation')).toFixed(0)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
