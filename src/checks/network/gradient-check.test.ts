import { describe, expect, it } from 'vitest';
import { contextOf, type Draft, findingOf, type Planted } from '../../../test/helpers/checks.ts';
import { bytesOf, EVERY_KIND } from '../../../test/helpers/experiment.ts';
import { gradientCheck } from './gradient-check.ts';

describe('the gradient check', () => {
  it.each<[string, Draft]>([
    ['a perceptron', {}],
    ['one of each kind of layer', { model: EVERY_KIND }],
    ['residual blocks', { model: { architecture: 'resnet', channels: [4, 8], depth: 1 } }],
    ['hinge', { loss: 'hinge' }],
    [
      'a squared error and sigmoids',
      { model: { architecture: 'mlp', hidden: [8], activation: 'sigmoid' }, loss: 'meanSquaredError' },
    ],
  ])('passes %s', async (_, draft) => {
    const finding = await findingOf(gradientCheck, draft);
    expect(finding).toMatchObject({ status: 'pass', key: ['model'] });
    expect(finding.measured).toBeLessThan(0.05);
  });

  it('leaves the weights as they were', async () => {
    const context = contextOf({ model: EVERY_KIND });
    const before = bytesOf(context.subject.plain);
    await gradientCheck.run(context);
    expect(bytesOf(context.subject.plain)).toEqual(before);
  });

  it('fails where the backward pass of a layer is wrong, and names the worst', async () => {
    /** The gradients of the hidden layer are a fifth too large. */
    const wrong: Planted = {
      experiment(experiment) {
        const { network, engine } = experiment;
        const hidden = network.layers.find(({ spec }) => spec.type === 'linear');
        if (hidden === undefined) throw new Error('there is no linear layer');
        const layer = hidden.layer as { forward: typeof hidden.layer.forward };
        const { forward } = layer;
        layer.forward = (x, ...rest) => {
          const y = forward(x, ...rest);
          const z = engine.output(y.shape, y.layout, [y]);
          engine.run('copy', y.address, z.address, z.floats);
          engine.tape.record(
            z,
            (dz) =>
              y.receive((target) => {
                const given = engine.memory.float32(dz, y.floats);
                engine.memory.float32(target, y.floats).set(given.map((value) => 1.2 * value));
              }),
            [],
          );
          return z;
        };
        return experiment;
      },
    };
    expect(await findingOf(gradientCheck, {}, wrong)).toMatchObject({
      status: 'fail',
      measured: expect.closeTo(0.2 / 1.2, 1),
      reading: expect.stringMatching(/gradient of 1\.(weight|bias) differs .* wrong/),
      fix: expect.stringMatching(/backward/),
    });
  });
});
