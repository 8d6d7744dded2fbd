import { describe, expect, it } from 'vitest';
import { elementsOf, parseXml } from '../../test/helpers/xml.ts';
import type { CheckRow } from './check-row.ts';
import { junitXml } from './junit.ts';

const passed: CheckRow = {
  ...{ id: 'initialLoss', title: 'initial loss', status: 'pass', expected: '2.3026 (log 10)', measured: '2.3041 ± 0.0012' },
  ...{ reading: 'As expected.', seconds: 0.1234567 },
};
const warned: CheckRow = {
  ...{ id: 'dead', title: 'dead units', status: 'warn', expected: 'below 10 %', measured: '31 %', seconds: 1e-7 },
  ...{ reading: 'A third is dead.', fix: '--model.3.init kaiming', place: { file: 'configs/mnist.yaml', line: 12 } },
};
const failed: CheckRow = {
  ...{ id: 'oneBatch', title: 'learns a batch', status: 'fail', expected: 'loss < 0.01', measured: 'NaN', seconds: 2 },
};
const open: CheckRow = {
  ...{ id: 'inputs', title: 'inputs', status: 'inconclusive', expected: '-', measured: '-', reading: 'Too few.', seconds: 0 },
};
const rows = [passed, warned, failed, open];

const counts = (xml: string) => {
  const { tests, failures, errors, skipped } = parseXml(xml).attributes;
  return [tests, failures, errors, skipped].map(Number);
};

describe('junitXml', () => {
  it('has a test case for each check', () => {
    const xml = junitXml('sanity-check', rows, { failOn: 'fail', seconds: 2.5, timestamp: new Date('2026-01-31T12:34:56.789Z') });
    expect(xml).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites tests="4" failures="1" errors="0" skipped="1">',
        '  <testsuite name="sanity-check" time="2.5" timestamp="2026-01-31T12:34:56" tests="4" failures="1" errors="0" skipped="1">',
        '    <testcase classname="sanity-check" name="initial loss" time="0.123"/>',
        '    <testcase classname="sanity-check" name="dead units" time="0">',
        '      <system-out><![CDATA[warning',
        'expected: below 10 %',
        'measured: 31 %',
        'A third is dead.',
        'try: --model.3.init kaiming',
        'see: configs/mnist.yaml:12]]></system-out>',
        '    </testcase>',
        '    <testcase classname="sanity-check" name="learns a batch" time="2">',
        '      <failure message="learns a batch: expected loss &lt; 0.01, measured NaN" type="fail"><![CDATA[expected: loss < 0.01',
        'measured: NaN]]></failure>',
        '    </testcase>',
        '    <testcase classname="sanity-check" name="inputs" time="0">',
        '      <skipped/>',
        '      <system-out><![CDATA[expected: -',
        'measured: -',
        'Too few.]]></system-out>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
      ].join('\n'),
    );
    expect(counts(xml)).toEqual([4, 1, 0, 1]);
  });

  it('fails on warnings where it should', () => {
    const xml = junitXml('sanity-check', rows, { failOn: 'warn', seconds: 2.5 });
    expect(counts(xml)).toEqual([4, 2, 0, 1]);
    const [failure] = elementsOf(parseXml(xml), 'failure');
    expect(failure?.attributes).toEqual({ message: 'dead units: expected below 10 %, measured 31 %', type: 'warn' });
    expect(failure?.text).toContain('try: --model.3.init kaiming\nsee: configs/mnist.yaml:12');
    expect(xml).not.toContain('timestamp');
  });

  it('takes markup as text, and replaces what XML forbids', () => {
    const nasty = '<a b="c">&amp; ]]> \u001b[31m\u0000 \ud800 \ufffe \u{1f600}\n\tend';
    const row = { ...failed, title: nasty, expected: nasty, reading: nasty, fix: nasty, place: { file: nasty, line: 1 } };
    const xml = junitXml(nasty, [row, { ...row, status: 'warn' }, { ...row, status: 'inconclusive' }], {
      failOn: 'fail',
      seconds: 0,
    });
    const clean = '<a b="c">&amp; ]]> ?[31m? ? ? \u{1f600}\n\tend';
    const root = parseXml(xml);
    expect(elementsOf(root, 'testsuite')[0]?.attributes.name).toBe(clean);
    expect(elementsOf(root, 'testcase').map(({ attributes }) => attributes.name)).toEqual([clean, clean, clean]);
    const texts = [...elementsOf(root, 'failure'), ...elementsOf(root, 'system-out')].map(({ text }) => text);
    expect(texts).toHaveLength(3);
    const inside = clean.replace(']]>', ']] >');
    for (const text of texts)
      expect(text).toContain(`expected: ${inside}\nmeasured: NaN\n${inside}\ntry: ${inside}\nsee: ${inside}:1`);
  });

  it('reports that there were no checks', () => {
    expect(counts(junitXml('none', [], { failOn: 'fail', seconds: 0 }))).toEqual([0, 0, 0, 0]);
  });
});
