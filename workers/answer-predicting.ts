import type { Predicting } from '../src/core/verdict/attribution';

/** Runs a computation that needs a model's probabilities of rows, which `predict` gives. */
export async function answerPredicting<Result>(
  asking: Predicting<Result>,
  predict: (values: Float32Array) => Promise<Float32Array>,
  onProgress: (fraction: number) => void,
): Promise<Result> {
  let next = asking.next();
  while (next.done !== true) {
    const { values, fraction } = next.value;
    onProgress(fraction);
    next = asking.next(await predict(values));
  }
  return next.value;
}
