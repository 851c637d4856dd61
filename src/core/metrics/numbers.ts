/** Numbers in their order: a plain or a typed array. */
export type Numbers = ArrayLike<number> & Iterable<number>;

/** Normal quantile of 97.5%: a 95% interval reaches so many standard errors to each side. */
export const z95 = 1.959963984540054;
