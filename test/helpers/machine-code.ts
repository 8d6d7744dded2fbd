/** Reads the machine code that V8 prints with `--print-wasm-code` on x64. */

interface Instruction {
  /** Bytes from the start of the function. */
  readonly offset: number;
  readonly text: string;
}

/** A loop that has no other inside. */
export interface InnermostLoop {
  /** Bytes from the start of the function to its first and to its last instruction. */
  readonly from: number;
  readonly to: number;
  /** Vector instructions that multiply and add in one rounding. */
  readonly multiplyAdds: number;
  /** Instructions that fetch a vector from the stack or put one there, since there are fewer registers than values. */
  readonly spills: readonly string[];
}

/** The innermost loops of each function by its index in the module. The code of a function is printed whole. */
export function innermostLoopsOf(printed: string): ReadonlyMap<number, readonly InnermostLoop[]> {
  const functions = new Map<number, readonly InnermostLoop[]>();
  for (const part of printed.split('--- WebAssembly code ---').slice(1)) {
    const index = /^index: (\d+)$/m.exec(part)?.[1];
    if (index !== undefined) functions.set(Number(index), innermostLoops(instructionsOf(part)));
  }
  return functions;
}

/** Lines as `0x7f1e80  1c0  c5f859c1   vmulps xmm0,xmm0,xmm1`: address, offset, bytes, instruction. */
function instructionsOf(code: string): readonly Instruction[] {
  return [...code.matchAll(/^0x[0-9a-f]+ +([0-9a-f]+) +[0-9a-f]+ +(\S.*)$/gm)].map(([, offset = '', text = '']) => ({
    offset: Number.parseInt(offset, 16),
    text,
  }));
}

/** Every jump back closes a loop, once what V8 puts aside behind the function is left out: it jumps back to where it came from. */
function innermostLoops(instructions: readonly Instruction[]): readonly InnermostLoop[] {
  const straight = withoutCalls(instructions);
  const ends = new Map<number, number>();
  for (const { offset, text } of straight) {
    const target = jumpTarget(text);
    if (target !== undefined && target <= offset) ends.set(target, Math.max(offset, ends.get(target) ?? 0));
  }
  const loops = [...ends].map(([from, to]) => ({ from, to }));
  const innermost = loops.filter(
    (loop) => !loops.some((other) => other !== loop && other.from >= loop.from && other.to <= loop.to),
  );
  return innermost.map(({ from, to }) => {
    const body = straight.filter(({ offset }) => offset >= from && offset <= to).map(({ text }) => text);
    return {
      from,
      to,
      multiplyAdds: body.filter((text) => /^vfn?m(add|sub)\d+ps/.test(text)).length,
      // A conversion from the stack takes a whole number there, for which the vector registers were never meant.
      spills: body.filter((text) => /\bxmm\d/.test(text) && /\[r[bs]p[-+]/.test(text) && !text.startsWith('vcvt')),
    };
  });
}

/**
 * The instructions outside of blocks that call something. In a loop of arithmetic the only call is the one that V8 makes when the
 * stack is used up or the thread is interrupted; it saves all registers around it, which never happens in practice.
 */
function withoutCalls(instructions: readonly Instruction[]): readonly Instruction[] {
  const leaders = new Set(instructions.map(({ text }) => jumpTarget(text)));
  const blocks: Instruction[][] = [[]];
  for (const instruction of instructions) {
    if (leaders.has(instruction.offset)) blocks.push([]);
    blocks.at(-1)?.push(instruction);
    if (instruction.text.startsWith('j') || instruction.text.startsWith('ret')) blocks.push([]);
  }
  return blocks.filter((block) => !block.some(({ text }) => text.startsWith('call'))).flat();
}

/** Where a jump goes, in bytes from the start of the function; undefined for other instructions. */
function jumpTarget(text: string): number | undefined {
  const target = /^j\w+ 0x[0-9a-f]+ +<\+0x([0-9a-f]+)>/.exec(text)?.[1];
  return target === undefined ? undefined : Number.parseInt(target, 16);
}
