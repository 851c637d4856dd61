/** A seeded stream of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Uniform whole number in [0, end). */
  below(end: number): number;
}

/**
 * Returns the stream of `seed`, a whole number.
 *
 * The generator is sfc32 (Doty-Humphrey, PractRand), 128 bits of state, filled by SplitMix32.
 */
export function createRandom(seed: number): Random {
  let mixer = seed | 0;
  const mix = (): number => {
    mixer = (mixer + 0x9e3779b9) | 0;
    return finalize(mixer);
  };
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  let spare = NaN;

  const bits = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  const uniform = (): number => bits() / 0x100000000;
  for (let warmUp = 0; warmUp < 16; warmUp++) bits();

  return {
    uniform,
    below: (end) => Math.floor(uniform() * end),
    normal() {
      if (!Number.isNaN(spare)) {
        const value = spare;
        spare = NaN;
        return value;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s === 0 || s >= 1) continue;
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    },
  };
}

/**
 * Returns the seed of stream `index` among many that are derived from one `seed`, so that any of them can
 * be used without those before it. Both are whole numbers; so is the result, below 2^32.
 */
export function deriveSeed(seed: number, index: number): number {
  // Two rounds of SplitMix32's finalizer, the index entering between them.
  return finalize(finalize(seed | 0) ^ Math.imul(index + 1, 0x9e3779b9)) >>> 0;
}

function finalize(bits: number): number {
  let z = bits;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}
