import { expect, it } from 'vitest';
import { innermostLoopsOf } from './machine-code.ts';

/** A function as V8 prints it: instructions of four bytes each. */
function printed(index: number, instructions: readonly string[]): string {
  const lines = instructions.map(
    (text, i) => `0x7f${(0x1000 + 4 * i).toString(16)}  ${(4 * i).toString(16).padStart(4)}  c5f85900  ${text}`,
  );
  return ['--- WebAssembly code ---', `index: ${index}`, 'kind: wasm function', ...lines, '--- End code ---', ''].join('\n');
}

const jump = (kind: string, instruction: number) => `${kind} 0x7f1000  <+0x${(4 * instruction).toString(16)}>`;

it('finds the innermost loops, and what they keep on the stack', () => {
  const loops = innermostLoopsOf(
    printed(7, [
      'push rbp',
      'vmovups [rbp-0x20],xmm1', // the outer loop
      'vfmadd231ps xmm0,xmm1,xmm2', // the inner one
      'vmovups xmm3,[rbp-0x30]',
      'vmovups xmm4,[rax+0x10]',
      'vfmadd213ps xmm4,xmm3,xmm0',
      'REX.W movq rcx,[rbp-0x18]',
      jump('jnz', 2),
      jump('jnz', 1),
      'ret',
    ]),
  );
  expect([...loops]).toEqual([[7, [{ from: 8, to: 28, multiplyAdds: 2, spills: ['vmovups xmm3,[rbp-0x30]'] }]]]);
});

it('leaves out what is put aside for when the stack is used up', () => {
  const loops = innermostLoopsOf(
    printed(3, [
      'REX.W cmpq rsp,[rdi]', // the loop
      jump('jna', 6),
      'vfmadd231ps xmm0,xmm1,xmm2',
      jump('jnz', 0),
      'REX.W movq rsp,rbp',
      'retl',
      'vmovups [rbp-0x20],xmm0', // put aside
      'call 0x7f9000  (jump table)',
      'vmovups xmm0,[rbp-0x20]',
      jump('jmp', 2),
    ]),
  );
  expect([...loops]).toEqual([[3, [{ from: 0, to: 12, multiplyAdds: 1, spills: [] }]]]);
});

it('finds nothing in other text', () => {
  expect(innermostLoopsOf('Node.js v20\n').size).toBe(0);
});
