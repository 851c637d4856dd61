import * as v from 'valibot';
import type { NumberField } from '../fields';
import { figure, finite, list, record } from '../schema';

/** How a network is trained. */
export const trainingOptionsSchema = record({
  /** Labels of a chunk; its input is `receptiveField - 1` bars longer. */
  chunkLabels: finite,
  /** Chunks of a minibatch. */
  batchChunks: finite,
  learningRate: finite,
  /** Decoupled weight decay per step, multiplied by the learning rate; not applied to biases. */
  weightDecay: finite,
  /** Gradients are scaled down to this global L2 norm. */
  clipNorm: finite,
  maxEpochs: finite,
  /** Epochs without a better validation AUC before training stops. */
  patienceEpochs: finite,
  seed: finite,
});

export type TrainingOptions = v.InferOutput<typeof trainingOptionsSchema>;

/**
 * Options with which the default network, under the trainer's schedule (warm-up, then cosine over `maxEpochs`),
 * comes near the best reachable test AUC: with 8 chunks of 512 labels, within 0.001 to 0.009 (mean 0.005) on 20
 * sample markets of 129,600 bars; 6 epochs reached 0.012. Chunks of 1,024 are as many labels a step with a tenth fewer
 * rows; on 90 days of BTCUSDT and two sample markets they reached the same AUC in as many epochs, within the noise of
 * seeds, and so did steps of 2,048 to 8,192 labels at rates of 5e-3 to 8e-3.
 */
export const defaultTrainingOptions: TrainingOptions = {
  chunkLabels: 1024,
  batchChunks: 4,
  learningRate: 5e-3,
  weightDecay: 1e-3,
  clipNorm: 1,
  maxEpochs: 10,
  patienceEpochs: 4,
  seed: 1,
};

/** The options that a person may change; the others keep their default. */
export const trainingFields: readonly NumberField<'maxEpochs' | 'learningRate' | 'seed'>[] = [
  {
    name: 'maxEpochs',
    label: 'Epochs, at most',
    default: defaultTrainingOptions.maxEpochs,
    min: 1,
    max: 500,
    isWhole: true,
    hint: 'Passes over the training bars; it stops before, once validation gets no better.',
  },
  {
    name: 'learningRate',
    label: 'Learning rate',
    default: defaultTrainingOptions.learningRate,
    min: 0.00001,
    max: 0.1,
    step: 0.0005,
    hint: 'How far each step goes: too far never settles, too little takes long.',
  },
  {
    name: 'seed',
    label: 'Seed',
    default: defaultTrainingOptions.seed,
    min: 0,
    max: 4_294_967_295,
    isWhole: true,
    hint: 'Of the random start; the same seed gives the same model.',
  },
];

/** Where tensors live and kernels run. */
const backendNames = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** What a person can choose; `auto` is WebGPU on real hardware, else wasm. */
export const backendChoices = ['auto', ...backendNames] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** The backend in use, always shown. */
export const backendReportSchema = record({
  name: v.picklist(backendNames),
  /** For people: "WASM SIMD", "WebGPU (nvidia ampere)". */
  label: v.string(),
  /** Largest relative error of the gradient self-test. */
  selfTestError: figure,
  /** Backends that were tried first, and why they were not used. */
  rejected: list(record({ name: v.picklist(backendNames), reason: v.string() })),
});

export type BackendReport = v.InferOutput<typeof backendReportSchema>;
