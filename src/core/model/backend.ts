/** Where tensors live and kernels run. */
export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** What a user can ask for; `auto` takes a real WebGPU, else wasm. */
export const backendChoices = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** The backend in use, always shown. */
export interface BackendReport {
  readonly name: BackendName;
  /** For people: "WASM SIMD", "WebGPU (nvidia ampere)". */
  readonly label: string;
  /** Largest relative error of the gradient self-test. */
  readonly selfTestError: number;
  /** Backends that were tried before and why they were not used. */
  readonly rejected: readonly { readonly name: BackendName; readonly reason: string }[];
}
