import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { enableProdMode, removeBackend } from '@tensorflow/tfjs-core';
import { BackendError, startBackend } from '../models/backend';
import { createLocalCompute } from '../models/compute';
import { chooseKernels } from '../models/kernels/run-kernel';
import type { KernelFiles } from '../models/kernels/wasm/kernel-module';
import type { BackendName, BackendReport } from '../src/core/models/options';
import { measureTraining } from './page/measure-training';
import { makeBenchDataset } from './page/bench-dataset';
import type { TrainBenchJob, TrainBenchResult } from './page/train-job';
import { enableRelaxedSimd } from '../tests/models/enable-relaxed-simd';
import { root } from './root';

/** Our kernels' files as paths. */
const nodeKernels: KernelFiles = {
  relaxed: join(root, 'models/kernels/dist/kernels-relaxed.wasm'),
  simd: join(root, 'models/kernels/dist/kernels-simd.wasm'),
  read: (path) => readFile(path),
};

const wasmSimd = createRequire(import.meta.url).resolve(
  '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
);

/** A backend that runs in this process, or why it does not. */
type NodeBackend =
  | { readonly kind: 'started'; readonly report: BackendReport; readonly isSoftware: boolean }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * Starts a backend as a page does, WebGPU by Dawn; makes it the active one. Relaxed SIMD, which browsers have, rounds as the
 * processor does; without it the same is computed everywhere.
 */
export async function startNodeBackend(
  name: BackendName,
  { isRelaxed = true }: { readonly isRelaxed?: boolean } = {},
): Promise<NodeBackend> {
  if (isRelaxed) enableRelaxedSimd();
  enableProdMode(); // no advice to install the native Node binding
  try {
    const isSoftware = name === 'webgpu' && (await offerWebgpu());
    const report = await startBackend(name, { wasmSimd, kernels: nodeKernels });
    return { kind: 'started', report, isSoftware };
  } catch (error) {
    if (error instanceof BackendError || error instanceof AbsentError) {
      return { kind: 'absent', reason: error.message };
    }
    throw error;
  }
}

/** Frees what `name` holds, without which Dawn keeps the process alive. */
export function endNodeBackend(name: BackendName): void {
  removeBackend(name);
}

/** Does a job on the active backend. */
export async function runJobInNode(job: TrainBenchJob): Promise<TrainBenchResult> {
  chooseKernels(job.variant);
  const dataset = makeBenchDataset(job);
  return measureTraining(job, dataset, createLocalCompute(dataset), nodeKernels);
}

/** There is nothing to run WebGPU on. */
class AbsentError extends Error {}

/**
 * Makes `navigator.gpu` and WebGPU's classes global, where tfjs looks for them. Returns whether the adapter is
 * a software one; throws `AbsentError` where there is none.
 */
async function offerWebgpu(): Promise<boolean> {
  const gpu = await createDawn();
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new AbsentError(
      'Dawn found no graphics adapter: it needs a GPU with its Vulkan driver and libvulkan.so.1 ' +
        '(on Linux; VK_ICD_FILENAMES names a driver in another place)',
    );
  }
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  return adapter.info.isFallbackAdapter;
}

async function createDawn(): Promise<GPU> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    return create([]);
  } catch (error) {
    throw new AbsentError(`the package webgpu (Dawn) did not load: ${String(error)}`);
  }
}
