/** Numbers in their order: a plain or a typed array. */
export type Numbers = ArrayLike<number> & Iterable<number>;
