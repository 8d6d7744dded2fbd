/** The tables of the benchmark: medians over the rounds, with the least and the greatest. Ratios are taken round by round. */
import { GROUPS, PEERS } from './contenders.mjs';
import { bestByRound, ratiosByRound } from './rounds.mjs';
import { spreadOf, spreadText } from './statistics.mjs';
import { markdownTable, plainTable } from './tables.mjs';

const PERCENT = { scale: 100, unit: ' %' };
const threadsText = (count) => `${count} thread${count === 1 ? '' : 's'}`;

/** Everything about cnn-run, and if there are peers, how they compare; for the terminal. */
export function plainReport(samples, networks, threads) {
  const own = networks.flatMap(({ letter }) =>
    threads.map((count) => [letter, String(count), ...ownCells(samples, letter, count)]),
  );
  const header = [
    'network',
    'threads',
    'images/s',
    'ms/step',
    'GFLOP/s',
    'of the ceiling',
    'peak MB',
    'first step s',
    'cnn-run train s',
  ];
  const peers = peerRows(samples, networks);
  return [
    ...plainTable([header, ...own]),
    ...speedups(samples, networks, threads),
    ...(peers.length === 0
      ? []
      : [
          '',
          ...plainTable([
            ['network', 'threads', 'peer', 'images/s', 'cnn-run is faster by', 'peak MB', 'first step s'],
            ...peers,
          ]),
        ]),
    ...disturbance(samples),
  ];
}

function ownCells(samples, network, threads) {
  const own = { network, group: GROUPS.own, threads };
  const figure = (key, options) => spreadText(spreadOf(bestByRound(samples, own, key)), options);
  const start = bestByRound(samples, { network, group: GROUPS.start, threads }, 'firstStepSeconds', Math.min);
  return [
    figure('imagesPerSecond'),
    figure('msPerStep'),
    figure('gigaflops'),
    spreadText(spreadOf(shareOfCeiling(samples, network, threads)), PERCENT),
    figure('peakMegabytes'),
    figure('firstStepSeconds'),
    spreadText(spreadOf(start)),
  ];
}

function shareOfCeiling(samples, network, threads) {
  const of = (group) => ({ network, group, threads });
  return ratiosByRound(samples, of(GROUPS.own), of(GROUPS.ceiling), 'gigaflops');
}

function speedups(samples, networks, threads) {
  const [one, ...more] = threads;
  return more.flatMap((count) => {
    const texts = networks.map(({ letter }) => `${letter} ${spreadText(spreadOf(ratioOfThreads(samples, letter, count, one)))}`);
    return ['', `${threadsText(count)} against ${one}: ${texts.join('   ')}`];
  });
}

function ratioOfThreads(samples, network, many, few) {
  const own = (threads) => ({ network, group: GROUPS.own, threads });
  return ratiosByRound(samples, own(many), own(few), 'imagesPerSecond');
}

/** One row for each peer, network and number of threads: both layouts of PyTorch, and every npm library. */
function peerRows(samples, networks) {
  const peers = samples.filter(({ group }) => PEERS.includes(group));
  const labels = [...new Set(peers.map(({ label }) => label))];
  const counts = [...new Set(peers.map(({ threads }) => threads))];
  return networks.flatMap(({ letter: network }) =>
    counts.flatMap((threads) =>
      labels.flatMap((label) => {
        const those = peers.filter((one) => one.network === network && one.threads === threads && one.label === label);
        const own = samples.filter((one) => one.network === network && one.threads === threads && one.group === GROUPS.own);
        if (those.length === 0) return [];
        const of = { network, group: those[0].group, threads };
        const figure = (key) => spreadText(spreadOf(bestByRound(those, of, key)));
        const ratios = ratiosByRound([...own, ...those], { ...of, group: GROUPS.own }, of, 'imagesPerSecond');
        const ratio = spreadText(spreadOf(ratios));
        return [
          [
            network,
            String(threads),
            label,
            figure('imagesPerSecond'),
            ratio,
            figure('peakMegabytes'),
            figure('firstStepSeconds'),
          ],
        ];
      }),
    ),
  );
}

/** How quiet the machine was. */
function disturbance(samples) {
  const disturbed = samples.filter((sample) => sample.disturbed);
  if (samples.every(({ foreignCores }) => foreignCores === undefined)) {
    return ['', 'This system does not tell what else was running: nothing was repeated.'];
  }
  if (disturbed.length === 0) return ['', 'No measurement was disturbed by other processes.'];
  const most = Math.max(...disturbed.map(({ foreignCores }) => foreignCores));
  const rounds = [...new Set(disturbed.map(({ round }) => round + 1))].sort((a, b) => a - b);
  return [
    '',
    `${disturbed.length} of ${samples.length} measurements stayed disturbed (rounds ${rounds.join(', ')}): others used up to ${most.toFixed(2)} cores. ` +
      'Their rounds are left out where there are quieter ones.',
  ];
}

/** The tables of the README. */
export function markdownReport(samples, networks, threads) {
  const [one] = threads;
  const many = threads.at(-1);
  return [
    ...markdownTable(speedTable(samples, networks, threads)),
    '',
    ...markdownTable(ownTable(samples, networks, one, many)),
    ...disturbance(samples),
  ];
}

const title = ({ letter, title: text, batch }) => (batch === undefined ? text : `${letter}: ${text} (${batch})`);

/** Images per second of cnn-run and of the peers that were there. */
function speedTable(samples, networks, threads) {
  const groups = [
    ...threads.flatMap((count) => [GROUPS.torch, GROUPS.torchAvx2].map((group) => ({ group, threads: count }))),
    { group: GROUPS.npm, threads: 1 },
  ].filter(({ group, threads: count }) => samples.some((sample) => sample.group === group && sample.threads === count));
  const rows = networks.map((network) => {
    const { letter } = network;
    const speed = (of) => spreadText(medianOnly(spreadOf(bestByRound(samples, of, 'imagesPerSecond'))));
    const own = (count) => ({ network: letter, group: GROUPS.own, threads: count });
    return [
      title(network),
      ...threads.map((count) => speed(own(count))),
      ...groups.flatMap((group) => {
        const of = { network: letter, ...group };
        const ratios = ratiosByRound(samples, own(of.threads), of, 'imagesPerSecond');
        return [speed(of) + bestLabel(samples, of), spreadText(spreadOf(ratios))];
      }),
    ];
  });
  const names = groups.flatMap(({ group, threads: count }) => [
    group === GROUPS.npm ? 'best npm library' : `${group}, ${threadsText(count)}`,
    'ratio',
  ]);
  return [['images/s (batch)', ...threads.map((count) => `cnn-run, ${threadsText(count)}`), ...names], ...rows];
}

/** Of the npm libraries the one that was best, in brackets. */
function bestLabel(samples, { network, group }) {
  if (group !== GROUPS.npm) return '';
  const of = samples.filter((sample) => sample.network === network && sample.group === group);
  const best = of.toSorted((a, b) => b.imagesPerSecond - a.imagesPerSecond)[0];
  return best === undefined ? '' : ` (${best.label.split(' ')[0]})`;
}

/** What limits cnn-run, what it takes, and how soon it is there. */
function ownTable(samples, networks, one, many) {
  const hasTorch = samples.some(({ group }) => group === GROUPS.torch);
  const rows = networks.map((network) => {
    const { letter } = network;
    const of = (group, key, better, threads = one) =>
      spreadOf(bestByRound(samples, { network: letter, group, threads }, key, better));
    const text = (spread) => spreadText(medianOnly(spread));
    return [
      title(network),
      text(of(GROUPS.own, 'msPerStep', Math.min)),
      text(of(GROUPS.own, 'gigaflops')),
      spreadText(spreadOf(shareOfCeiling(samples, letter, one)), PERCENT),
      ...(many === one ? [] : [spreadText(spreadOf(ratioOfThreads(samples, letter, many, one)))]),
      text(of(GROUPS.own, 'peakMegabytes', Math.min)),
      ...(hasTorch ? [text(of(GROUPS.torch, 'peakMegabytes', Math.min))] : []),
      text(of(GROUPS.start, 'firstStepSeconds', Math.min)),
      ...(hasTorch ? [text(of(GROUPS.torch, 'firstStepSeconds', Math.min))] : []),
    ];
  });
  const header = [
    threadsText(one),
    'ms/step',
    'GFLOP/s',
    'of the ceiling',
    ...(many === one ? [] : [`${threadsText(many)} against ${one}`]),
    'peak MB',
    ...(hasTorch ? ['PyTorch'] : []),
    '`cnn-run train` to first step, s',
    ...(hasTorch ? ['PyTorch'] : []),
  ];
  return [header, ...rows];
}

function medianOnly(spread) {
  return spread === undefined ? undefined : { median: spread.median, min: spread.median, max: spread.median };
}
