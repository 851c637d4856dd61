import { formatInterval } from '../src/core/bars/interval';
import type { ModelInfo } from '../src/core/library';
import { readDashboardModel } from '../src/feeds/dashboard/read-dashboard';
import { packModel, unpackModel } from '../src/feeds/model-files/model-file';
import { writeOnnx } from '../src/feeds/model-files/onnx/write-onnx';
import { hashText, hashWeights } from '../src/storage/hash';
import type { NamedWeights } from '../src/core/models/model-kind';
import { writeCanonicalJson } from '../src/core/canonical-json';
import { loadModel, saveModel } from '../src/storage/models';
import type { TabquantDatabase } from '../src/storage/schema';
import { StorageError } from '../src/storage/storage-error';
import { restoreModel } from '../src/storage/trash';
import type { ModelExport } from './api/data';

/** Returns a model as a file; throws `StorageError`, or `RangeError` for a kind that the format cannot hold. */
export async function exportModel(
  database: TabquantDatabase,
  { modelId, format, settings, verdict }: ModelExport,
): Promise<{ readonly name: string; readonly file: Blob }> {
  const { info, weights } = await loadModel(database, modelId);
  const bytes =
    format === 'onnx'
      ? writeOnnx({ ...info, weights }, describeModel(info))
      : packModel({ info, weights, settings, verdict });
  const name = info.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'model';
  return { name: `${name}.${format}`, file: new Blob([bytes.slice()]) };
}

/** What an ONNX file says of a model beside its graph. */
function describeModel(info: ModelInfo): Readonly<Record<string, string>> {
  return {
    name: info.name,
    kind: info.spec.kind,
    features: info.features.join(','),
    symbol: info.symbol,
    interval: formatInterval(info.intervalMs),
    label: info.label,
    horizon_bars: String(info.horizonBars),
    dataset_sha256: info.datasetId,
  };
}

/**
 * Stores the model of a file that was saved here, or that of the reference dashboard's files, and returns it; one that is there already is
 * taken out of the trash and returned. Throws `ModelFileError` or `ImportError` for files that are none, and `StorageError`.
 */
export async function importModel(
  database: TabquantDatabase,
  files: readonly File[],
  now: number,
): Promise<ModelInfo> {
  const { info, weights } = await readFiles(files, now);
  const stored = await loadModel(database, info.id).catch((error: unknown) => {
    if (error instanceof StorageError) return undefined;
    throw error;
  });
  if (stored === undefined) {
    await saveModel(database, info, weights, undefined);
    return info;
  }
  if ((await hashWeights(stored.weights)) === (await hashWeights(weights))) {
    if (stored.info.deletedAt !== undefined) await restoreModel(database, info.id);
    return stored.info;
  }
  const other = { ...info, id: crypto.randomUUID() };
  await saveModel(database, other, weights, undefined);
  return other;
}

async function readFiles(
  files: readonly File[],
  now: number,
): Promise<{ readonly info: ModelInfo; readonly weights: NamedWeights }> {
  const read = await Promise.all(
    files.map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  );
  const [first] = read;
  if (read.length === 1 && !/\.(pth?|zip|pkl)$/i.test(first.name)) return unpackModel(first.bytes);
  const { info, weights } = await readDashboardModel(read, now);
  return { info: { ...info, id: await identify(info, weights) }, weights };
}

/** Returns an id that the same files give again; what they say of the bars that it learned from is part of it. */
async function identify(info: ModelInfo, weights: NamedWeights): Promise<string> {
  const { spec, features, scaler, horizonBars, intervalMs, symbol, origin } = info;
  const facts = { spec, features, scaler, horizonBars, intervalMs, symbol, to: origin?.trainedTo };
  return hashText(writeCanonicalJson([facts, await hashWeights(weights)]));
}
