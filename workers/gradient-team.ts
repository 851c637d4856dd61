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
 * Starts `workers - 1` gradient workers for a training on `dataset`; the caller is the last of the team. WebGPU has a
 * single queue, so with it the caller works alone.
 *
 * Ending the caller ends its workers too. When a worker crashes, the call that waits for it rejects with
 * `GradientWorkerError`.
 */
export async function startGradientTeam(
  dataset: Dataset,
  spec: ModelSpec,
  { backend, workers }: { readonly backend: BackendName; readonly workers: number },
): Promise<GradientTeam> {
  if (backend === 'webgpu' || workers === 1) {
    return { compute: createLocalCompute(dataset), end: () => undefined };
  }
  const { features, values, labels } = dataset;
  const data = { features, values, labels };
  const setup = { data, spec, backend, variant: chosenKernels() };
  const helpers = Array.from({ length: workers - 1 }, startHelper);
  const end = (): void => helpers.forEach((helper) => helper.worker.terminate());
  try {
    const remote = await Promise.all(helpers.map((helper) => openHelper(helper, setup)));
    const ports = [...remote, createComputePort(data, spec)];
    return { compute: createSharedCompute(dataset, ports), end };
  } catch (error) {
    end();
    throw error;
  }
}

interface Helper {
  readonly worker: Worker;
  readonly api: Remote<GradientApi>;
  /** Rejects when the worker stops because of an error. */
  readonly crashed: Promise<never>;
}

function startHelper(): Helper {
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
  return { worker, api: wrap<GradientApi>(port), crashed };
}

async function openHelper({ api, crashed }: Helper, setup: GradientSetup): Promise<ComputePort> {
  await Promise.race([api.open(setup), crashed]);
  return {
    differentiate: (parameters, chunks) =>
      Promise.race([api.differentiate(parameters, chunks), crashed]),
    predict: (parameters, chunks) => Promise.race([api.predict(parameters, chunks), crashed]),
  };
}
