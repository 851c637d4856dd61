/** What WebGPU offers on this machine, as far as a page may know. */
export type WebgpuAdapter =
  | { readonly kind: 'hardware' | 'software'; readonly label: string }
  | { readonly kind: 'none'; readonly reason: string };

const softwareArchitectures = ['swiftshader', 'llvmpipe'];

/** Returns the adapter that WebGPU would compute on, and whether it is a CPU in disguise. */
export async function findWebgpuAdapter(): Promise<WebgpuAdapter> {
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
