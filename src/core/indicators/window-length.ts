/** Throws `RangeError` unless `length` is a whole number from `least`. */
export function checkWindowLength(indicator: string, length: number, least = 1): void {
  if (Number.isInteger(length) && length >= least) return;
  throw new RangeError(
    `${indicator}: length must be a whole number of at least ${least}, was ${length}`,
  );
}
