import type { ModelSpec } from '../src/core/models/model-kind';
import { wrap, type Remote } from 'comlink';
import { chosenKernels } from '../models/kernels/run-kernel';
import { type Compute, createLocalCompute } from '../models/compute';
import { type ComputePort, createComputePort, createSharedCompute } from '../models/shared-compute';
import type { Dataset } from '../src/core/dataset/dataset';
import type { BackendName } from '../src/core/models/options';
import type { GradientApi, GradientSetup } from './api/gradient';
import type { WorkerRole } from './api/worker';

/** The workers that share a training: the caller and those that it started. */
interface GradientTeam {
  readonly compute: Compute;
  /** Ends the started workers at once. */
  end(): void;
}

/** A gradient worker stopped; the message says why and what to do. */
class GradientWorkerError extends Error {
  override readonly name = 'GradientWorkerError';
}

/**
 * Returns the team of the caller and of `helpers`, for a training on `dataset`; without any, the caller works alone.
 *
 * Ending the caller ends its workers too. When a worker crashes, the call that waits for it rejects with
 * `GradientWorkerError`.
 */
export async function openGradientTeam(
  dataset: Dataset,
  spec: ModelSpec,
  helpers: readonly GradientHelper[],
): Promise<GradientTeam> {
  if (helpers.length === 0) {
    return { compute: createLocalCompute(dataset), end: () => undefined };
  }
  const { features, values, labels } = dataset;
  const data = { features, values, labels };
  const end = (): void => endHelpers(helpers);
  try {
    const remote = await Promise.all(helpers.map((helper) => openHelper(helper, { data, spec })));
    const ports = [...remote, createComputePort(data, spec)];
    return { compute: createSharedCompute(dataset, ports), end };
  } catch (error) {
    end();
    throw error;
  }
}

/** A gradient worker, which starts its backend. */
export interface GradientHelper {
  readonly worker: Worker;
  readonly api: Remote<GradientApi>;
  readonly started: Promise<void>;
  /** Rejects when the worker stops because of an error. */
  readonly crashed: Promise<never>;
}

/**
 * Starts the gradient workers of a team of `workers`, of which the caller is one. WebGPU has a single queue, so with it
 * there are none.
 */
export function startHelpers(backend: BackendName, workers: number): readonly GradientHelper[] {
  const count = backend === 'webgpu' ? 0 : workers - 1;
  return Array.from({ length: count }, () => startHelper(backend));
}

/** Ends gradient workers at once. */
export function endHelpers(helpers: readonly GradientHelper[]): void {
  helpers.forEach(({ worker }) => worker.terminate());
}

function startHelper(backend: BackendName): GradientHelper {
  const role: WorkerRole = 'gradient';
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: role,
  });
  const { port1: port, port2: workerPort } = new MessageChannel();
  worker.postMessage(undefined, [workerPort]);
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // it is reported here; else it would end the caller too
      const reason = event.message || 'it could not be loaded';
      reject(
        new GradientWorkerError(`A gradient worker stopped: ${reason}. Train with fewer workers.`),
      );
    });
  });
  // Avoids an unhandled rejection for a crash between two calls; the next call reports it.
  crashed.catch(() => undefined);
  const api = wrap<GradientApi>(port);
  const started = api.start(backend, chosenKernels());
  // Whoever opens the worker is told.
  started.catch(() => undefined);
  return { worker, api, started, crashed };
}

async function openHelper(
  { api, started, crashed }: GradientHelper,
  setup: GradientSetup,
): Promise<ComputePort> {
  await Promise.race([started, crashed]);
  await Promise.race([api.open(setup), crashed]);
  return {
    differentiate: (parameters, chunks) =>
      Promise.race([api.differentiate(parameters, chunks), crashed]),
    predict: (parameters, chunks) => Promise.race([api.predict(parameters, chunks), crashed]),
  };
}
