import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Scratch areas begin at a multiple of this many bytes: a cache line. */
const alignment = 64;

/** What the types of the backend leave out. */
interface WasmRuntime {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Returns the memory that holds the tensors of a single-threaded wasm backend. */
export function heapOf(backend: BackendWasm): WebAssembly.Memory {
  return runtimeOf(backend).asm.memory;
}

/** Returns the address of a tensor's values, 0 for none. */
export function addressOf(backend: BackendWasm, tensor: TensorInfo | undefined): number {
  return tensor === undefined ? 0 : backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Returns a new float32 tensor with any values. */
export function makeTensor(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  return backend.makeOutput([...shape], 'float32');
}

/** Returns a view of a float32 tensor's values; it ends with the next allocation. */
export function viewTensor(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/**
 * Calls `use` with the addresses of areas of as many 4-byte values as `sizes` says, and frees them.
 * Throws where the heap is full.
 */
export function withScratch<T>(
  backend: BackendWasm,
  sizes: readonly number[],
  use: (addresses: readonly number[]) => T,
): T {
  let bytes = alignment;
  const offsets = sizes.map((size) => {
    const offset = bytes - alignment;
    bytes += Math.ceil((4 * size) / alignment) * alignment;
    return offset;
  });
  const runtime = runtimeOf(backend);
  const allocated = runtime._malloc(bytes) >>> 0;
  if (allocated === 0) throw new Error(`wasm heap: has no room for ${bytes} bytes of scratch`);
  const start = Math.ceil(allocated / alignment) * alignment;
  try {
    return use(offsets.map((offset) => start + offset));
  } finally {
    runtime._free(allocated);
  }
}

function runtimeOf(backend: BackendWasm): WasmRuntime {
  return backend.wasm as unknown as WasmRuntime;
}
