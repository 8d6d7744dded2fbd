import { Moments } from '../../base/statistics.ts';
import type { Experiment } from '../../train/experiment.ts';
import type { Examples } from '../../train/probe.ts';
import type { Check, Finding, Status } from '../check.ts';
import { short } from '../numbers.ts';
import { batchesOf } from '../sample.ts';

/** Images looked at. */
const SAMPLE = 512;
/** Of inputs of mean 0 and deviation 1 hardly any is larger, and weights are initialised for inputs of that size [ours]. */
const LARGE_DEVIATION = 5;
const SMALL_DEVIATION = 0.02;
/** A mean this many deviations from zero says that nothing was centred [ours]: bright photographs scaled to 0..1 reach 3. */
const OFF_CENTRE = 4;
/** Below this, the inputs are all the same as far as a float32 network can tell. */
const CONSTANT = 1e-4;

/** What a network is given should be centred and of the size that initialisations count on (LeCun et al., "Efficient BackProp", 1998). */
export const inputsCheck: Check = {
  id: 'inputs',
  title: 'normalisation',
  summary: 'Mean and deviation of the inputs as the network sees them.',
  run({ subject }): Finding {
    const { mean, deviation, channels, notFinite } = measureInputs(subject.plain);
    const finding = (status: Status, reading?: string): Finding => ({
      status,
      expected: 'mean near 0, deviation near 1',
      measured: `mean ${short(mean)}, deviation ${short(deviation)}`,
      key: ['data', 'normalization'],
      details: { mean, deviation, channels, notFinite },
      ...(reading === undefined ? {} : { reading, fix: '--data.normalization standard' }),
    });
    if (notFinite > 0) return finding('fail', `${notFinite} of the inputs are not numbers.`);
    if (deviation < CONSTANT) return finding('fail', 'All inputs are the same: the network has nothing to tell images apart by.');
    if (deviation > LARGE_DEVIATION) {
      return finding(
        'fail',
        `The inputs are ${short(deviation)} times as large as initialisations and learning rates count on; were bytes (0 to 255) left as they are?`,
      );
    }
    if (deviation < SMALL_DEVIATION)
      return finding(
        'warn',
        `The inputs hardly differ from each other (deviation ${short(deviation)}): they were scaled too far down.`,
      );
    if (Math.abs(mean) > OFF_CENTRE * deviation)
      return finding('warn', 'The inputs are not centred: their mean is several deviations from zero.');
    const flat = channels.filter((channel) => channel.deviation < CONSTANT).length;
    if (flat > 0)
      return finding('warn', `${flat} of ${channels.length} channels ${flat === 1 ? 'is' : 'are'} the same in every image.`);
    return finding('pass');
  },
};

function measureInputs(experiment: Experiment) {
  const { channels, height, width } = experiment.data.dataset;
  const plane = height * width;
  const all = new Moments();
  const byChannel = Array.from({ length: channels }, () => new Moments());
  let notFinite = 0;
  for (const examples of batchesOf(experiment, experiment.data.train, SAMPLE)) {
    const values = inputsOf(experiment, examples);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) notFinite += 1;
      all.add(value);
      byChannel[Math.floor(i / plane) % channels]?.add(value);
    }
  }
  return {
    mean: all.mean,
    deviation: all.deviation,
    notFinite,
    channels: byChannel.map(({ mean, deviation }) => ({ mean, deviation })),
  };
}

/**
 * What the network is given for some examples, [N, C, H, W].
 * @param epoch augmented as in this epoch of a training, counted from 1; not given: as they are.
 */
export function inputsOf({ engine, stage }: Experiment, { set, order, from, to }: Examples, epoch?: number): Float32Array {
  if (epoch === undefined) stage.load(set, order, from, to);
  else stage.loadAugmented(set, order, from, to, epoch);
  return engine.step(() => engine.tape.withoutGradients(() => stage.images(to - from).toArray()));
}
