import { relaxedSimdProbe } from '../../../src/core/models/simd-probes';
import relaxedUrl from '../dist/kernels-relaxed.wasm?url';
import simdUrl from '../dist/kernels-simd.wasm?url';

/** What models/kernels/assembly exports; arguments are addresses on the heap and whole numbers. */
export interface KernelModule {
  attend(...args: number[]): void;
  convolve(...args: number[]): void;
  convolvePairs(...args: number[]): void;
  differentiateAttention(...args: number[]): void;
  differentiateFilter(...args: number[]): void;
  differentiateLstm(...args: number[]): void;
  differentiatePairs(...args: number[]): void;
  joinSkip(...args: number[]): void;
  joinSkipGradient(...args: number[]): void;
  maskSlope(...args: number[]): void;
  packFilter(...args: number[]): void;
  packLstmWeight(...args: number[]): void;
  packPairs(...args: number[]): void;
  packTurnedFilter(...args: number[]): void;
  padRows(...args: number[]): void;
  runLstm(...args: number[]): void;
  /** Does `rounds` times 96 floating-point operations. */
  runPeak(rounds: number): number;
  stepAdamW(...args: number[]): void;
  unpackFilter(...args: number[]): void;
  unpackPairs(...args: number[]): void;
}

/** Where the two builds of the kernels lie. */
export interface KernelFiles {
  /** URL (in Node: path) of the build with a fused multiply-add. */
  readonly relaxed: string;
  /** URL (in Node: path) of the build for every engine with SIMD. */
  readonly simd: string;
  /** Returns the bytes of a file; fetches it unless told otherwise. */
  readonly read?: (location: string) => Promise<BufferSource>;
}

export const defaultKernelFiles: KernelFiles = { relaxed: relaxedUrl, simd: simdUrl };

let isRelaxedAllowed = true;

/** From here on the build without a fused multiply-add is used, which computes the same bits on every machine. */
export function avoidRelaxedSimd(): void {
  isRelaxedAllowed = false;
}

/** Returns whether this engine has relaxed SIMD, and with it a fused multiply-add. */
export function hasRelaxedSimd(): boolean {
  return isRelaxedAllowed && WebAssembly.validate(relaxedSimdProbe);
}

/** Returns the kernels on `memory`, which they use as it is: the build that this engine can run. */
export async function loadKernelModule(
  memory: WebAssembly.Memory,
  files: KernelFiles = defaultKernelFiles,
): Promise<KernelModule> {
  const { relaxed, simd, read = fetchBytes } = files;
  const bytes = await read(hasRelaxedSimd() ? relaxed : simd);
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return instance.exports as unknown as KernelModule;
}

async function fetchBytes(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`kernels: ${url} must be there, got ${response.status}`);
  return response.arrayBuffer();
}
