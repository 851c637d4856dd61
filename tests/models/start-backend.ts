import { createRequire } from 'node:module';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { startBackend } from '../../models/backend';
import type { BackendChoice, BackendReport } from '../../src/core/model/backend';

const wasmSimd = createRequire(import.meta.url).resolve(
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
);

/** Starts a backend in Node, where WASM is read from a path. */
export function startNodeBackend(name: BackendChoice): Promise<BackendReport> {
  enableProdMode(); // no advice to install the native Node binding
  return startBackend(name, { wasmSimd });
}
