import module, { type Builder } from 'junit-report-builder';
import { type CheckRow, placeText } from './check-row.ts';
import { xmlText } from './xml-text.ts';

/** By its types the package has a default export, but it is the builder itself. */
const builder = module as unknown as Builder;

interface JunitOptions {
  /** The mildest verdict that makes a test case fail. */
  readonly failOn: 'warn' | 'fail';
  /** Of all checks together. */
  readonly seconds: number;
  /** When they began; not given, the report is the same each time. */
  readonly timestamp?: Date;
}

/**
 * A JUnit report, as build servers read it: a suite with one test case for each check. What is inconclusive counts as skipped,
 * and says why in its output, as do warnings that are not failures.
 */
export function junitXml(suiteName: string, rows: readonly CheckRow[], { failOn, seconds, timestamp }: JunitOptions): string {
  const report = builder.newBuilder();
  const suite = report.testSuite().name(xmlText(suiteName)).time(milliseconds(seconds));
  if (timestamp !== undefined) suite.timestamp(timestamp.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length));
  for (const row of rows) {
    const test = suite.testCase().className(xmlText(suiteName)).name(xmlText(row.title)).time(milliseconds(row.seconds));
    // The library writes them as CDATA, and of several ends of it in a text takes only the first apart.
    const details = xmlText(detailsOf(row)).replaceAll(']]>', ']] >');
    if (row.status === 'fail' || (row.status === 'warn' && failOn === 'warn')) {
      const headline = `${row.title}: expected ${row.expected}, measured ${row.measured}`;
      test.failure(xmlText(headline), row.status).stacktrace(details);
    } else if (row.status === 'warn') {
      test.standardOutput(`warning\n${details}`);
    } else if (row.status === 'inconclusive') {
      test.skipped().standardOutput(details);
    }
  }
  return report.build();
}

function detailsOf({ expected, measured, reading, fix, place }: CheckRow): string {
  return [
    `expected: ${expected}`,
    `measured: ${measured}`,
    ...(reading === undefined ? [] : [reading]),
    ...(fix === undefined ? [] : [`try: ${fix}`]),
    ...(place === undefined ? [] : [`see: ${placeText(place)}`]),
  ].join('\n');
}

/** Seconds with three decimals: readers do not all understand 1e-7. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
