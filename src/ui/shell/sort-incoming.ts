import { weightsEnding } from './incoming-files';

/** Files that came together, by what is to be done with them. */
interface SortedFiles {
  /** Each group holds one model. */
  readonly models: readonly (readonly File[])[];
  /** Each holds all that a person made. */
  readonly workspaces: readonly File[];
  readonly data: readonly File[];
}

/**
 * Tells files of models from those of bars: each safetensors file is a model, a file of PyTorch is one together with the pickle and the notes
 * that came with it, and so is a zip archive with a file of PyTorch in it.
 */
export async function sortIncoming(files: readonly File[]): Promise<SortedFiles> {
  const models: File[][] = [];
  const hasWeights = files.some(({ name }) => weightsEnding.test(name));
  const together = files.filter(
    ({ name }) =>
      weightsEnding.test(name) ||
      (hasWeights && /(\.(pkl|pickle|joblib)|(meta|config)[^/]*\.json)$/i.test(name)),
  );
  if (together.length > 0) models.push(together);
  for (const file of files) {
    const isOne = /\.safetensors$/i.test(file.name) || (await holdsWeights(file));
    if (isOne) models.push([file]);
  }
  const workspaces = files.filter(({ name }) => /\.tabquant$/i.test(name));
  const taken = new Set([...models.flat(), ...workspaces]);
  return { models, workspaces, data: files.filter((file) => !taken.has(file)) };
}

/** The directory of an archive with so few files that it may be a model lies in its last bytes. */
const directoryBytes = 65_536;

/** Whether a zip archive names a file of PyTorch in its directory. */
async function holdsWeights(file: File): Promise<boolean> {
  if (!/\.zip$/i.test(file.name)) return false;
  const bytes = new Uint8Array(await file.slice(-directoryBytes).arrayBuffer());
  for (let at = 0; at + entryBytes < bytes.length; at++) {
    if (!entrySignature.every((byte, place) => bytes[at + place] === byte)) continue;
    const length = bytes[at + 28] + 256 * bytes[at + 29];
    const name = new TextDecoder().decode(
      bytes.subarray(at + entryBytes, at + entryBytes + length),
    );
    if (weightsEnding.test(name)) return true;
  }
  return false;
}

/** What precedes the name in an entry of a directory; two of it, from byte 28, are the length of the name. */
const entryBytes = 46;
const entrySignature = [0x50, 0x4b, 0x01, 0x02];
