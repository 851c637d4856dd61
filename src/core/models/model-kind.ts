import * as v from 'valibot';
import type { NumberField } from '../fields';
import { finite, float32, list, record } from '../schema';

/** A kind of model with the numbers that it was made with: one for each of the kind's fields. */
export interface ModelSpec {
  /** `name` of the kind. */
  readonly kind: string;
  /** One number per field. */
  readonly [field: string]: number | string;
}

/**
 * What a kind of model is: its description and checks. Entries with the same name ask a trained model bar by bar
 * (`streaming`), and train it (`models/kinds`). The first screen loads this part alone.
 */
export interface ModelKind<Spec extends ModelSpec = ModelSpec> {
  /** The `kind` of its specs; stored with models, so it must never change. */
  readonly name: string;
  /** For people, in the form and in the names of models: `TCN`. */
  readonly label: string;
  /** What it is, in a sentence for people. */
  readonly meaning: string;
  /** The numbers of a spec. Form, check and storage schema are made from them. */
  readonly fields: readonly NumberField[];
  /** Those of `fields` that a spec needs, which the form shows; all when left out. */
  fieldsOf?(spec: Spec): readonly NumberField[];
  /** Returns what is wrong with a spec, its fields included; their own limits decide when left out. */
  findProblem?(spec: Spec): string | undefined;
  /** Returns the models that it averages, each trained on its own; a kind that has it needs no other part. */
  listMembers?(spec: Spec): readonly ModelSpec[];
  /** Whether it trains itself in plain code: epochs, learning rate, seed, backend and workers mean nothing to it. */
  readonly isPlainCode?: true;
  /** Whether its logit changes in steps, so that it has no gradient by its inputs. */
  readonly isStepwise?: true;
  /** Whether its models come from files alone: they are run, but nothing here trains one, so no form or search offers it. */
  readonly isRunOnly?: true;
  /** What an epoch of it is, where it is no pass over the labels. */
  readonly epochName?: string;
  /** Returns the size in few characters: `32×3×9`. */
  describe(spec: Spec): string;
  /** Returns how many bars one logit depends on, its own included. */
  receptiveField(spec: Spec): number;
  /** Returns how many numbers are trained, for `inputs` features. */
  countParameters(spec: Spec, inputs: number): number;
}

/** The part of a model kind that asks a trained model one bar at a time; one that averages members needs none. */
export interface StreamingKind<Spec extends ModelSpec = ModelSpec> {
  /** That of the `ModelKind`. */
  readonly name: string;
  /** Throws where an array is missing or has another size than the spec asks for. */
  createStreaming(spec: Spec, inputs: number, weights: NamedWeights): StreamingModel;
}

/** A trained model that predicts one bar at a time, for live trading. */
export interface StreamingModel {
  /**
   * Takes the scaled features of the next bar and returns its logit: NaN until `receptiveField` rows
   * have been taken since the start or the last `reset`, then the same as in a batch. Uses no later
   * bar, and keeps no reference to `features`.
   */
  push(features: ArrayLike<number>): number;
  /** Forgets all rows, as must be done at a gap. */
  reset(): void;
}

/** All trained arrays of a model, in the order in which it was built. */
export const namedWeightsSchema = list(
  record({
    /** Unique within the model, such as `blocks.0.conv1.weight`. */
    name: v.string(),
    shape: list(finite),
    /** Row-major; the product of `shape` values. */
    values: float32,
  }),
);

export type NamedWeights = v.InferOutput<typeof namedWeightsSchema>;

/** Returns the values of an array; throws where the array is missing or does not have `size` values. */
export function findArray(weights: NamedWeights, name: string, size: number): Float32Array {
  const values = weights.find((array) => array.name === name)?.values;
  if (values === undefined) throw new Error(`weights: "${name}" is missing`);
  if (values.length === size) return values;
  throw new Error(`weights: "${name}" must have ${size} values, has ${values.length}`);
}
