import { backend } from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { heapOf } from '../../models/kernels/wasm/heap';
import {
  hasRelaxedSimd,
  type KernelFiles,
  loadKernelModule,
} from '../../models/kernels/wasm/kernel-module';

/** Floating-point operations of a round of the kernel: 12 multiply-adds of 4 lanes. */
const operationsPerRound = 96;
/** About 5 ms. */
const rounds = 2e6;

/** What this core can do at best with the SIMD that its engine offers. */
export interface SimdPeak {
  /** Billions of floating-point operations a second, a multiply-add being two. */
  readonly gigaflops: number;
  readonly isFused: boolean;
}

/**
 * Returns the rate of multiply-adds on registers alone, the best of `runs`: the roof over every
 * kernel of the wasm backend, which must be the active one.
 */
export async function measureSimdPeak(files?: KernelFiles, runs = 15): Promise<SimdPeak> {
  const module = await loadKernelModule(heapOf(backend() as BackendWasm), files);
  for (let run = 0; run < 5; run++) module.runPeak(rounds); // until the optimized code is in
  let bestMs = Infinity;
  for (let run = 0; run < runs; run++) {
    const startedMs = performance.now();
    module.runPeak(rounds);
    bestMs = Math.min(bestMs, performance.now() - startedMs);
  }
  return { gigaflops: (rounds * operationsPerRound) / bestMs / 1e6, isFused: hasRelaxedSimd() };
}
