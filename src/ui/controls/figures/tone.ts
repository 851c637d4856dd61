/** Class that colours a result: `up` above 0, `down` below, none for 0 and the undefined. */
export function toneOf(result: number): 'up' | 'down' | '' {
  if (result > 0) return 'up';
  return result < 0 ? 'down' : '';
}
