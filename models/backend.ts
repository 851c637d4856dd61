import { backend, env, setBackend } from '@tensorflow/tfjs-core';
import wasmSimdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendChoice, BackendName, BackendReport } from '../src/core/models/options';
import { defaultKernelFiles, hasRelaxedSimd, type KernelFiles } from './kernels/wasm/kernel-module';
import { installWasmKernels } from './kernels/wasm/register';
import { installWebgpuKernels } from './kernels/webgpu/register';
import { maxSelfTestError, runSelfTest } from './self-test';

/** No backend can be used; the message says which ones were tried and what to do. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
}

/** Where to load the files of a backend that are not code. */
interface BackendFiles {
  /** URL (in Node: path) of tfjs-backend-wasm-simd.wasm. */
  readonly wasmSimd: string;
  readonly kernels: KernelFiles;
}

type Rejection = BackendReport['rejected'][number];

/**
 * Activates a backend and returns which one it is, once its convolutions and their gradients
 * agree with a float64 reference.
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

/** Makes `name` the active backend and returns its label; throws with the reason if that fails. */
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

/** What a page can find out about WebGPU on this machine. */
type WebgpuAdapter =
  | { readonly kind: 'hardware' | 'software'; readonly label: string }
  | { readonly kind: 'none'; readonly reason: string };

const softwareArchitectures = ['swiftshader', 'llvmpipe'];

/** Returns the adapter that WebGPU would compute on, and whether it is a software adapter. */
async function findWebgpuAdapter(): Promise<WebgpuAdapter> {
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) {
    return { kind: 'none', reason: 'this browser has no WebGPU' };
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return { kind: 'none', reason: 'WebGPU found no graphics adapter' };
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const isSoftware = isFallbackAdapter || softwareArchitectures.includes(architecture);
  const name = [vendor, architecture].filter((part) => part !== '').join(' ');
  return { kind: isSoftware ? 'software' : 'hardware', label: name === '' ? 'unnamed' : name };
}

/** How long a failure waits for a device loss to be reported, which can come after it. */
const lossToldWithinMs = 1000;

/** The backend was lost during a training, which can continue on another one from its last epoch. */
export class BackendLostError extends Error {
  override readonly name = 'BackendLostError';
  readonly backend: BackendName;

  constructor(backend: BackendName, reason: string) {
    super(`${backend}: ${reason}`);
    this.backend = backend;
  }
}

/**
 * Resolves with the reason when the graphics device of the active backend is lost, else never;
 * undefined if the backend has no such device.
 */
export function watchDevice(): Promise<string> | undefined {
  const { device } = backend() as { readonly device?: GPUDevice };
  return device?.lost.then(({ reason, message }) =>
    message === '' ? `the graphics device was lost (${reason})` : message,
  );
}

/**
 * Returns what `work` resolves to; rejects with `BackendLostError` as soon as `lost` resolves.
 *
 * A lost device also makes the work itself fail, in its own words (`AbortError` from a read) or with
 * zeros for numbers. Either can be reported first, so a failure waits for `lost`.
 */
export async function guardBackend<Result>(
  name: BackendName,
  lost: Promise<string> | undefined,
  work: Promise<Result>,
): Promise<Result> {
  if (lost === undefined) return work;
  const loss = lost.then((reason): never => {
    throw new BackendLostError(name, reason);
  });
  loss.catch(() => undefined);
  try {
    return await Promise.race([work, loss]);
  } catch (error) {
    await Promise.race([loss, new Promise((resolve) => setTimeout(resolve, lossToldWithinMs))]);
    throw error;
  }
}
