import { it } from 'vitest';
import { experimentSchema } from '../config/schema.ts';
import { buildExperiment } from '../train/experiment.ts';
it('x', () => {
  for (const arch of ['lenet','mlp','vgg']) for (const seed of [1,2,3]) {
    const config = experimentSchema.parse({ seed, model: { architecture: arch }, data: {dataset:'mnist', limitTrain: 2000}, train: {batchSize: 256} });
    const e = buildExperiment(config as never);
    e.stage.load(e.data.train.set, e.data.train.indices, 0, 256);
    const r = e.engine.step(() => { const l = e.network.forward(e.stage.images(256), {training:true, updateStatistics:false}); const v = l.toArray(); return [e.loss.apply(l, e.stage.labels).toArray()[0], v.reduce((a,b)=>a+b*b,0)/v.length]; });
    console.log(arch, seed, r[0]/Math.log(10)-1, 'var', r[1]);
  }
});
