import { engine, getBackend, getKernel } from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { KernelName } from './kernel-contract';

/** `fused`: our kernels where the backend has them; `generic`: plain tfjs ops only. */
export type KernelVariant = 'fused' | 'generic';

let variant: KernelVariant = 'fused';

/** Decides what all later ops run on; `generic` is for benches and tests that compare. */
export function chooseKernels(next: KernelVariant): void {
  variant = next;
}

/** Returns what `chooseKernels` decided, for workers that must do the same. */
export function chosenKernels(): KernelVariant {
  return variant;
}

/** Returns whether the active backend has the kernel and may use it. */
export function hasKernel(name: KernelName): boolean {
  // The types say otherwise, but an unknown kernel is undefined.
  return variant === 'fused' && (getKernel(name, getBackend()) as unknown) !== undefined;
}

/** Runs a kernel on the active backend; returns its outputs in the order of the contract. */
export function runKernel(
  name: KernelName,
  inputs: Readonly<Record<string, Tensor | undefined>>,
  attributes: object = {},
): Tensor[] {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, value]) => value));
  const outputs = engine().runKernel<Tensor | Tensor[]>(name, given as NamedTensorMap, {
    ...attributes,
  });
  return Array.isArray(outputs) ? outputs : [outputs];
}
