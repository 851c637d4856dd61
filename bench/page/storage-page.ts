import type { StorageBenchResult } from './storage-job';

declare global {
  interface Window {
    /** Writes and reads bars both ways in a fresh worker; rejects with what went wrong in it. */
    runStorageBench?: (bars: number) => Promise<StorageBenchResult>;
  }
}

window.runStorageBench = (bars) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./storage-bench.worker.ts', import.meta.url), {
      type: 'module',
    });
    worker.onerror = (event) => {
      worker.terminate();
      reject(new Error(event.message));
    };
    worker.onmessage = ({ data }: MessageEvent<StorageBenchReply>) => {
      worker.terminate();
      if (data.kind === 'done') resolve(data.result);
      else reject(new Error(data.reason));
    };
    worker.postMessage(bars);
  });

/** What the worker answers. */
export type StorageBenchReply =
  | { readonly kind: 'done'; readonly result: StorageBenchResult }
  | { readonly kind: 'failed'; readonly reason: string };
