import type { Random } from '../../src/core/random';

type Bytes = Uint8Array<ArrayBuffer>;

/** What was done to a file, and the half-open range of bytes that it reaches where the length stayed. */
export interface Mutation {
  readonly kind: string;
  readonly bytes: Bytes;
}

/** Returns a damaged copy of a file: one of eight kinds of damage, anywhere or near one of its ends. */
export function mutate(good: Bytes, random: Random): Mutation {
  const [kind, damage] = mutations[random.below(mutations.length)];
  return { kind, bytes: damage(good, random) };
}

const mutations: readonly (readonly [string, (good: Bytes, random: Random) => Bytes])[] = [
  ['bit flip', (good, random) => edit(good, random, 1, (byte) => byte ^ (1 << random.below(8)))],
  ['bytes', (good, random) => edit(good, random, 1 + random.below(4), () => random.below(256))],
  // Text stays text: a digit for another is what no parser can notice.
  ['digit', (good, random) => editDigit(good, random)],
  ['length field', editLength],
  ['truncation', (good, random) => good.slice(0, random.below(good.length))],
  ['insertion', (good, random) => splice(good, pick(good, random), 0, makeBytes(random))],
  ['deletion', (good, random) => splice(good, pick(good, random), 1 + random.below(64), [])],
  ['duplication', duplicate],
];

function edit(good: Bytes, random: Random, times: number, change: (byte: number) => number): Bytes {
  const bytes = good.slice();
  for (let left = times; left > 0; left--) {
    const at = pick(good, random);
    bytes[at] = change(bytes[at]);
  }
  return bytes;
}

function editDigit(good: Bytes, random: Random): Bytes {
  const bytes = good.slice();
  const from = pick(good, random);
  const at = bytes.findIndex((byte, index) => index >= from && byte >= 0x30 && byte <= 0x39);
  bytes[at === -1 ? from : at] = 0x30 + random.below(10);
  return bytes;
}

/** Formats keep lengths and places as whole numbers of 32 bits. */
function editLength(good: Bytes, random: Random): Bytes {
  const bytes = good.slice();
  const at = Math.min(pick(good, random), bytes.length - 4);
  const odd = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, good.length, random.below(0x10000)];
  new DataView(bytes.buffer).setUint32(at, odd[random.below(odd.length)], true);
  return bytes;
}

/** A slice comes twice, or in place of another. */
function duplicate(good: Bytes, random: Random): Bytes {
  const from = pick(good, random);
  const slice = good.subarray(from, from + 1 + random.below(200));
  const removed = random.below(2) === 0 ? 0 : slice.length;
  return splice(good, pick(good, random), removed, slice);
}

function splice(good: Bytes, at: number, removed: number, added: ArrayLike<number>): Bytes {
  const end = Math.min(good.length, at + removed);
  const bytes = new Uint8Array(good.length - (end - at) + added.length);
  bytes.set(good.subarray(0, at));
  bytes.set(added, at);
  bytes.set(good.subarray(end), at + added.length);
  return bytes;
}

function makeBytes(random: Random): readonly number[] {
  return Array.from({ length: 1 + random.below(16) }, () => random.below(256));
}

/** A place: half of them anywhere, the others near the start or the end, where formats keep sizes. */
function pick(good: Bytes, random: Random): number {
  const reach = Math.min(400, good.length);
  switch (random.below(4)) {
    case 0:
      return random.below(reach);
    case 1:
      return good.length - 1 - random.below(reach);
    default:
      return random.below(good.length);
  }
}
