export { stepAdamW } from './adamw';
export { convolve } from './convolve';
export { differentiateFilter } from './filter-gradient';
export { joinSkip, joinSkipGradient } from './join-skip';
export { packFilter, packTurnedFilter, padRows, unpackFilter } from './pack-filter';
export { runPeak } from './peak';
export { maskSlope } from './slope';
