/** One trained array of a network. */
export interface WeightArray {
  /** Unique within the network, such as `blocks.0.conv1.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major; the product of `shape` values. */
  readonly values: Float32Array;
}

/** All trained arrays of a network, in the order in which it was built. */
export type NamedWeights = readonly WeightArray[];
