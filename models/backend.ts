import { backend, env, setBackend } from '@tensorflow/tfjs-core';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendChoice, BackendName, BackendReport } from '../src/core/model/backend';
import { defaultKernelFiles, hasRelaxedSimd } from './kernels/wasm/kernel-module';
import type { KernelFiles } from './kernels/wasm/kernel-module';
import { installWasmKernels } from './kernels/wasm/register';
import { installWebgpuKernels } from './kernels/webgpu/register';
import { maxSelfTestError, runSelfTest } from './self-test';
import { findWebgpuAdapter } from './webgpu-adapter';

/** No backend can be used; the message says which ones were tried and what to do. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

/** Where the parts of a backend lie that are not code. */
export interface BackendFiles {
  /** URL (in Node: path) of tfjs-backend-wasm-simd.wasm. */
  readonly wasmSimd: string;
  readonly kernels: KernelFiles;
}

type Rejection = BackendReport['rejected'][number];

/**
 * Makes a backend the active one and reports which, after its convolutions and their gradients
 * have agreed with a float64 reference.
 *
 * `auto` takes WebGPU on real graphics hardware, else WASM; a software adapter and the plain CPU
 * backend are used only when asked for by name. Throws `BackendError` where none can be used.
 */
export async function startBackend(
  choice: BackendChoice,
  files: BackendFiles = { wasmSimd: wasmSimdUrl, kernels: defaultKernelFiles },
): Promise<BackendReport> {
  const candidates: readonly BackendName[] = choice === 'auto' ? ['webgpu', 'wasm'] : [choice];
  const rejected: Rejection[] = [];
  for (const name of candidates) {
    try {
      const label = await activate(name, choice, files);
      const selfTestError = await runSelfTest();
      if (selfTestError <= maxSelfTestError) return { name, label, selfTestError, rejected };
      const reason = `its gradients are off by ${selfTestError.toExponential(1)}`;
      rejected.push({ name, reason: `${reason}, more than ${maxSelfTestError}` });
    } catch (error) {
      rejected.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const reasons = rejected.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
  throw new BackendError(
    `No backend can train here (${reasons}). Use a current browser with WebAssembly SIMD, or ` +
      'choose the plain CPU backend, which is right but slow.',
  );
}

/** Makes `name` the active backend and returns its label; throws with the reason where it fails. */
async function activate(
  name: BackendName,
  choice: BackendChoice,
  files: BackendFiles,
): Promise<string> {
  let label = 'plain CPU';
  if (name === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
  } else if (name === 'wasm') {
    label = hasRelaxedSimd() ? 'WASM SIMD with FMA' : 'WASM SIMD';
    await loadWasm(files);
  } else {
    const adapter = await findWebgpuAdapter();
    if (adapter.kind === 'none') throw new Error(adapter.reason);
    label = `WebGPU (${adapter.label})`;
    if (adapter.kind === 'software' && choice === 'auto') {
      throw new Error(`${label} is a software adapter, slower than WASM`);
    }
    await import('@tensorflow/tfjs-backend-webgpu');
  }
  if (!(await setBackend(name))) throw new Error('the backend did not start');
  if (name === 'wasm') await installWasmKernels(backend() as BackendWasm, files.kernels);
  if (name === 'webgpu') installWebgpuKernels();
  return label;
}

/** Loads the single-threaded SIMD build; the threaded one needs SharedArrayBuffer. */
async function loadWasm({ wasmSimd }: BackendFiles): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  if (!(await env().getAsync('WASM_HAS_SIMD_SUPPORT'))) {
    throw new Error('this browser has no WebAssembly SIMD');
  }
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm-simd.wasm': wasmSimd,
    // Never loaded, but the library asks for a path to each.
    'tfjs-backend-wasm.wasm': wasmSimd,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmSimd,
  });
}
