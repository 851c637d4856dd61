import { Worker } from 'node:worker_threads';
import type { FuzzInput, FuzzOutcome, FuzzWorkerData } from './import-worker';

/** An outcome, or that none came in time, or that the worker died of the input. */
export type RunOutcome = FuzzOutcome | Failure;

interface Failure {
  readonly kind: 'hang' | 'dead';
  readonly message: string;
}

/** One worker that imports inputs one by one, and is replaced when an input made it unusable. */
export class FuzzRunner {
  readonly #script: string;
  readonly #data: FuzzWorkerData;
  readonly #mostMs: number;
  #worker: Worker | undefined;
  replaced = 0;

  constructor(script: string, data: FuzzWorkerData, mostMs: number) {
    this.#script = script;
    this.#data = data;
    this.#mostMs = mostMs;
  }

  async run(input: FuzzInput): Promise<RunOutcome> {
    const worker = (this.#worker ??= await this.#start());
    const outcome = await new Promise<RunOutcome>((resolve) => {
      const settle = (result: RunOutcome): void => {
        clearTimeout(timer);
        worker.removeAllListeners();
        resolve(result);
      };
      const fail = (kind: 'hang' | 'dead', message: string): void => {
        settle({ kind, message });
      };
      const timer = setTimeout(() => fail('hang', `no answer in ${this.#mostMs} ms`), this.#mostMs);
      worker.on('message', settle);
      worker.on('error', (cause) => fail('dead', String(cause)));
      worker.on('exit', (code) => fail('dead', `the worker ended with ${code}`));
      worker.postMessage(input);
    });
    if (['hang', 'dead', 'crash'].includes(outcome.kind)) {
      this.#worker = undefined;
      this.replaced++;
      await worker.terminate();
    }
    return outcome;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(this.#script, { workerData: this.#data });
    await new Promise((resolve, reject) => {
      worker.once('online', resolve);
      worker.once('error', reject);
    });
    worker.removeAllListeners();
    return worker;
  }
}
