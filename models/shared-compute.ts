import type { ModelSpec } from '../src/core/models/model-kind';
import { receptiveField } from '../src/core/models/spec';
import { joinParameters, listParameters, splitParameters, type Network } from './network';
import { dispose, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/gaps';
import {
  type Chunk,
  planChunks,
  type SeededChunk,
  usableTargets,
} from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import {
  averageGradients,
  type GradientShare,
  shareChunks,
} from '../src/core/dataset/minibatch-shares';
import { type Compute, requireSignal } from './compute';
import { predictChunks, predictionChunkLabels } from './predict';
import { applyGradient } from './training-step';
import { differentiateChunks, type TrainingData } from './chunk-gradient';

/** Chunks of one request for probabilities: enough to be worth a message, few enough to report progress. */
const requestChunks = 8;

/**
 * Returns the computation shared by `ports`, each with the same part of every minibatch.
 *
 * The gradients are averaged and the update is applied here, so there is one optimizer. The same
 * seed and number of ports give the same bits, whoever is fastest. A port that works in the calling
 * thread must come last, so that the others get their request before it blocks.
 */
export function createSharedCompute(dataset: Dataset, ports: readonly ComputePort[]): Compute {
  return {
    workers: ports.length,
    async step(state, chunks, options) {
      const vector = (await state.vector.data()) as Float32Array;
      const shares = shareChunks(chunks, ports.length);
      const first = ports.length - shares.length; // the last port is the nearest
      const found = await Promise.all(
        shares.map((share, at) => ports[first + at].differentiate(vector, share)),
      );
      const { gradient, loss, labels } = averageGradients(found);
      requireSignal(loss, gradient);
      const averaged = tensor1d(gradient);
      const next = applyGradient(state, averaged, options);
      dispose(averaged);
      return { state: next, labels, losses: [{ loss, labels }] };
    },
    async predict(weights, range, onProgress) {
      const vector = await readVector(weights);
      const probabilities = new Float32Array(dataset.labels.length).fill(NaN);
      const { requests, total } = planRequests(dataset, weights, range, ports.length);
      let next = 0;
      let done = 0;
      const work = async (port: ComputePort): Promise<void> => {
        while (next < requests.length) {
          const chunks = requests[next++];
          const values = await port.predict(vector, chunks);
          let from = 0;
          for (const { targets } of chunks) {
            const length = targets.end - targets.start;
            probabilities.set(values.subarray(from, from + length), targets.start);
            from += length;
          }
          done += from;
          onProgress?.(done, total);
        }
      };
      // Each port has two requests at a time, so that none waits for this thread.
      await Promise.all(ports.flatMap((port) => [work(port), work(port)]));
      return probabilities;
    },
  };
}

async function readVector(weights: Network): Promise<Float32Array> {
  const vector = tidy(() => joinParameters(weights.tensors));
  const values = (await vector.data()) as Float32Array;
  vector.dispose();
  return values;
}

/** The chunks of each request, and the bars in all of them. */
function planRequests(dataset: Dataset, { spec }: Network, range: BarRange, ports: number) {
  const field = receptiveField(spec);
  const targets = usableTargets(dataset, range, field, { needLabel: false });
  const chunks = planChunks(targets, predictionChunkLabels);
  const each = Math.min(requestChunks, Math.ceil(chunks.length / (2 * ports)));
  const count = Math.ceil(chunks.length / each);
  const requests = Array.from({ length: count }, (_, at) =>
    chunks.slice(at * each, (at + 1) * each),
  );
  return { requests, total: countInRanges(targets) };
}

/**
 * One of the workers that share a training, maybe this one. It remembers the dataset; each call
 * passes the network as the vector of all its parameters. Rejects if the worker is gone.
 */
export interface ComputePort {
  /** Gradient and loss of a part of a minibatch. */
  differentiate(parameters: Float32Array, chunks: readonly SeededChunk[]): Promise<GradientShare>;
  /** Probability of label 1 at each target, chunk after chunk. */
  predict(parameters: Float32Array, chunks: readonly Chunk[]): Promise<Float32Array>;
}

/** Returns a port that computes in the calling worker, on its active backend. */
export function createComputePort(data: TrainingData, spec: ModelSpec): ComputePort {
  const parameters = listParameters(spec, data.features.length);
  const open = (vector: Float32Array): Network => {
    const tensors = tidy(() => [...splitParameters(tensor1d(vector), parameters)]);
    return { spec, parameters, tensors };
  };
  return {
    async differentiate(vector, chunks) {
      const weights = open(vector);
      const { loss, gradient, labels } = differentiateChunks(weights, data, chunks);
      try {
        const [values, [mean]] = await Promise.all([gradient.data(), loss.data()]);
        return { gradient: values as Float32Array, loss: mean, labels };
      } finally {
        dispose([loss, gradient, ...weights.tensors]);
      }
    },
    async predict(vector, chunks) {
      const weights = open(vector);
      try {
        return await predictChunks(weights, data, chunks);
      } finally {
        dispose([...weights.tensors]);
      }
    },
  };
}
