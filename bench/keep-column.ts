import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** A column that takes long to make, and how long it took. */
interface Kept {
  readonly column: Float32Array;
  readonly seconds: number;
}

/**
 * Returns what `make` gave for this name at an earlier time, or makes it. Kept in a folder of the cache, which installing
 * packages anew empties; a name must tell all that the column depends on.
 */
export async function keepColumn(
  folder: 'honesty' | 'quality',
  name: string,
  length: number,
  make: () => Promise<Kept>,
): Promise<Kept> {
  const place = join(root, 'node_modules/.cache', folder);
  mkdirSync(place, { recursive: true });
  const path = join(place, `${name}.f32`);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    // The last number is the seconds.
    if (bytes.byteLength === 4 * (length + 1)) {
      const values = new Float32Array(new Uint8Array(bytes).buffer);
      return { column: values.subarray(0, length), seconds: values[length] };
    }
  }
  const made = await make();
  const values = new Float32Array(length + 1);
  values.set(made.column);
  values[length] = made.seconds;
  // Written whole or not at all, since several processes may run.
  writeFileSync(`${path}.${process.pid}`, new Uint8Array(values.buffer));
  renameSync(`${path}.${process.pid}`, path);
  return made;
}
