import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { startBackend } from '../../models/backend';
import type { KernelFiles } from '../../models/kernels/wasm/kernel-module';
import type { BackendChoice, BackendReport } from '../../src/core/models/options';

const wasmSimd = createRequire(import.meta.url).resolve(
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
);

/** Our kernels' files as paths. */
export const nodeKernels: KernelFiles = {
  relaxed: locateKernels('kernels-relaxed.wasm'),
  simd: locateKernels('kernels-simd.wasm'),
  read: (path) => readFile(path),
};

/** Starts a backend in Node, where WASM is read from a path. */
export function startNodeBackend(
  name: BackendChoice,
  kernels: KernelFiles = nodeKernels,
): Promise<BackendReport> {
  enableProdMode(); // no advice to install the native Node binding
  return startBackend(name, { wasmSimd, kernels });
}

function locateKernels(file: string): string {
  return fileURLToPath(new URL(`../../models/kernels/dist/${file}`, import.meta.url));
}
