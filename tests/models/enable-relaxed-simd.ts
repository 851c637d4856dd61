import { setFlagsFromString } from 'node:v8';
import { hasRelaxedSimd } from '../../models/kernels/wasm/kernel-module';

/** Lets this Node run the relaxed-SIMD build: Node 20 has it behind a flag, later ones as it is. */
export function enableRelaxedSimd(): void {
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
}
