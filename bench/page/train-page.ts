import type { TrainBenchJob, TrainBenchResult } from './train-job';

declare global {
  interface Window {
    /** Does one job in a fresh worker; rejects with what went wrong in it. */
    runTrainBench?: (job: TrainBenchJob) => Promise<TrainBenchResult>;
  }
}

window.runTrainBench = (job) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./train-bench.worker.ts', import.meta.url), {
      type: 'module',
    });
    const end = (): void => worker.terminate();
    worker.onerror = (event) => {
      end();
      reject(new Error(event.message));
    };
    worker.onmessage = ({ data }: MessageEvent<TrainBenchReply>) => {
      end();
      if (data.kind === 'done') resolve(data.result);
      else reject(new Error(data.reason));
    };
    worker.postMessage(job);
  });

/** What the worker answers. */
export type TrainBenchReply =
  | { readonly kind: 'done'; readonly result: TrainBenchResult }
  | { readonly kind: 'failed'; readonly reason: string };
