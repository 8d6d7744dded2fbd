import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { relativeError } from '../helpers/operation.ts';
import { type OnnxArray, readOnnxCase } from './onnx-case.ts';
import { outputsLeftOut, reasonToLeaveOut, roundedCases } from './onnx-left-out.ts';
import { onnxOperators } from './onnx-operators.ts';

/**
 * Runs the node tests of the ONNX project (onnx/backend/test/data/node in its repository) against our operations. They
 * are not part of this repository: ONNX_NODE_TESTS names their folder, by default one beside this repository.
 */
const repository = join(import.meta.dirname, '../..');
const root = process.env.ONNX_NODE_TESTS ?? join(repository, '../shared/onnx-node-tests');
const present = existsSync(root);
if (!present) {
  const place = process.env.ONNX_NODE_TESTS ?? relative(repository, root);
  console.info(`ONNX node tests: skipped, there is no folder ${place} (name another one with ONNX_NODE_TESTS).`);
}
const cases = present
  ? readdirSync(root)
      .filter((name) => name.startsWith('test_'))
      .map((name) => readOnnxCase(root, name))
  : [];
const leftOut = cases.filter((given) => reasonToLeaveOut(given) !== undefined);
const toRun = cases.filter((given) => reasonToLeaveOut(given) === undefined);

describe.skipIf(!present)('ONNX node tests', () => {
  let ran = 0;
  const withoutOutputs: string[] = [];

  it.each(toRun)('$name', (given) => {
    const operator = onnxOperators.get(given.operator);
    if (operator === undefined) {
      throw new Error(`${given.operator} is neither among our operators nor left out for a reason (onnx-left-out.ts)`);
    }
    const outputs = operator(given);
    if (outputs.length < given.outputs.length) {
      expect(outputsLeftOut.get(given.operator), 'the reason for outputs that are not compared').toBeDefined();
      withoutOutputs.push(given.name);
    }
    expect(outputs.length).toBeGreaterThan(0);
    outputs.forEach((output, i) => {
      const { shape, values } = given.outputs[i] as OnnxArray;
      expect(output.shape).toEqual(shape);
      const unit = roundedCases.get(given.name);
      const allowed = unit === undefined ? 1e-6 : unit / Math.max(...values.map(Math.abs));
      expect(relativeError(output.values, values), `output ${i}`).toBeLessThan(allowed);
    });
    ran += 1;
  });

  it('leaves nothing out without a reason', () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(toRun.map(({ operator }) => operator).filter((operator) => !onnxOperators.has(operator))).toEqual([]);
    expect(leftOut.length + ran).toBe(cases.length);
  });

  afterAll(() => {
    const reasons = leftOut.map((given) => reasonToLeaveOut(given) as string);
    const lines = [...new Set(reasons)].map((reason) => {
      return `  ${reasons.filter((other) => other === reason).length} left out: ${reason}`;
    });
    if (withoutOutputs.length > 0) {
      lines.push(`  ${withoutOutputs.length} run without their second output: ${withoutOutputs.join(', ')}`);
    }
    console.info([`ONNX node tests: ${ran} of ${cases.length} run.`, ...lines].join('\n'));
  });
});
