import { transfer } from 'comlink';
import { startBackend } from '../models/backend';
import { chooseKernels } from '../models/kernels/run-kernel';
import { type ComputePort, createComputePort } from '../models/shared-compute';
import type { GradientApi } from './api/gradient';

let port: ComputePort | undefined;

/** A gradient worker: computes its part of each minibatch for the training worker that started it. */
export const gradientApi: GradientApi = {
  async start(backend, variant) {
    chooseKernels(variant);
    await startBackend(backend);
  },
  open({ data, spec }) {
    port = createComputePort(data, spec);
    return Promise.resolve();
  },
  async differentiate(parameters, chunks) {
    const share = await requirePort().differentiate(parameters, chunks);
    return transfer(share, [share.gradient.buffer]);
  },
  async predict(parameters, chunks) {
    const values = await requirePort().predict(parameters, chunks);
    return transfer(values, [values.buffer]);
  },
};

function requirePort(): ComputePort {
  if (port === undefined) throw new Error('gradient worker: open a dataset first');
  return port;
}
