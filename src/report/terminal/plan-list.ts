import { abbreviated, bytes } from '../../base/format.ts';
import type { Style } from './style.ts';

/** What a training step runs; a part of `StepPlan` of the room train. All names are of ASCII. */
export interface PlanRows {
  readonly layers: readonly {
    readonly name: string;
    readonly type: string;
    readonly bytes: number;
    readonly passes: readonly PlannedPass[];
  }[];
  readonly parts: readonly { readonly name: string; readonly kernels: readonly PlannedKernel[] }[];
}

interface PlannedPass {
  readonly pass: string;
  readonly multiplyAdds: number | undefined;
  readonly algorithm: string | undefined;
  readonly costs: readonly { readonly algorithm: string; readonly cost: number }[];
  readonly kernels: readonly PlannedKernel[];
}

interface PlannedKernel {
  readonly kernel: string;
  readonly calls: number;
  readonly parts: number;
}

/** As wide as the longest pass, and what stands around it. */
const INDENT = 2;
const LABEL = 15 + 2;

/** Of a layer without kernels. */
const NOTHING = 'nothing of its own: other layers do it as they go';

/**
 * Each layer with its passes: by which algorithm, at what cost instead of what others, and the kernels; then what belongs to
 * no layer. No line is wider than the style's width.
 */
export function planList({ layers, parts }: PlanRows, style: Style): string {
  const lines = layers.flatMap(({ name, type, passes, ...layer }) => {
    const macs = passes.find(({ multiplyAdds }) => multiplyAdds !== undefined)?.multiplyAdds;
    const figures = `${bytes(layer.bytes)}${macs === undefined ? '' : `, ${abbreviated(macs)} multiply-adds a pass`}`;
    const [first = '', ...rest] = wrap(`${name}   ${type}   ${figures}`, style.width);
    const own = passes.length === 0 ? labelled('-', [NOTHING], style) : passes.flatMap((pass) => passLines(pass, style));
    return [first.replace(name, style.bold), ...rest, ...own];
  });
  const others = parts.flatMap(({ name, kernels }) => labelled(name, [kernelsText(kernels)], style));
  return [...lines, style.bold('besides'), ...others].join('\n');
}

function passLines({ pass, algorithm, costs, kernels }: PlannedPass, style: Style): string[] {
  if (algorithm === undefined) return labelled(pass, [kernelsText(kernels)], style);
  const cost = costs.find((one) => one.algorithm === algorithm)?.cost;
  const others = costs.filter((one) => one.algorithm !== algorithm).map((one) => `${one.algorithm} ${abbreviated(one.cost)}`);
  const instead = others.length === 0 ? '' : `, instead of ${others.join(', ')}`;
  const chosen = `${algorithm}${cost === undefined ? '' : ` ${abbreviated(cost)}`}${instead}`;
  const [first = '', ...rest] = labelled(pass, [chosen, kernelsText(kernels)], style);
  return [first.replace(algorithm, style.first), ...rest];
}

/** Texts, each on lines of its own, beside a label. */
function labelled(label: string, texts: readonly string[], style: Style): string[] {
  const lines = texts.flatMap((text) => wrap(text, style.width - INDENT - LABEL));
  return lines.map((line, i) => `${' '.repeat(INDENT)}${(i === 0 ? label : '').padEnd(LABEL)}${line}`.trimEnd());
}

/** Without spaces, so that lines break between kernels. */
function kernelsText(kernels: readonly PlannedKernel[]): string {
  return kernels
    .map(({ kernel, calls, parts }) => `${kernel}${parts > 1 ? `/${parts}` : ''}${calls > 1 ? `*${calls}` : ''}`)
    .join(', ');
}

/** Lines of at most so many characters, broken at single spaces; words that are longer are cut. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
