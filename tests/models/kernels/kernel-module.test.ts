import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadKernelModule } from '../../../models/kernels/wasm/kernel-module';
import { enableRelaxedSimd } from '../enable-relaxed-simd';
import { nodeKernels } from '../start-backend';

enableRelaxedSimd();

describe.each(['relaxed', 'simd'] as const)('the %s build of the kernels', (build) => {
  it('imports a memory and nothing else', async () => {
    const module = await WebAssembly.compile(await readFile(nodeKernels[build]));
    expect(WebAssembly.Module.imports(module)).toEqual([
      { module: 'env', name: 'memory', kind: 'memory' },
    ]);
    const kinds = new Set(WebAssembly.Module.exports(module).map(({ kind }) => kind));
    expect([...kinds]).toEqual(['function']);
  });

  it('has no data of its own: loading it leaves every byte of the heap as it was', async () => {
    const memory = new WebAssembly.Memory({ initial: 4 });
    new Uint8Array(memory.buffer).fill(0x5a);
    const path = nodeKernels[build];
    await loadKernelModule(memory, { ...nodeKernels, relaxed: path, simd: path });
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0x5a)).toBe(true);
  });
});

describe('loadKernelModule', () => {
  it('passes on that a file cannot be read', async () => {
    const read = () => Promise.reject(new Error('no such file'));
    const memory = new WebAssembly.Memory({ initial: 1 });
    await expect(loadKernelModule(memory, { ...nodeKernels, read })).rejects.toThrow(
      'no such file',
    );
  });
});
