export { isQuoted, lineCount, scanLines, startScan } from './scan-lines';
export { isAscii, oddCount, readRows } from './read-rows';

/** The first address that a text may be put at. */
export function getFreeAddress(): usize {
  return (__heap_base + 15) & ~15;
}
