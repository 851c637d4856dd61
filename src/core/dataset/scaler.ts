/** Mean and standard deviation of each feature over the training bars. */
export interface Scaler {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}
