import { formatInterval } from '../src/core/bars/interval';
import type { ModelInfo } from '../src/core/library';
import { packModel, unpackModel } from '../src/feeds/model-files/model-file';
import { writeOnnx } from '../src/feeds/model-files/onnx/write-onnx';
import { hashWeights } from '../src/storage/hash';
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
 * Stores the model of a file and returns it; one that is there already is taken out of the trash and returned. Throws `ModelFileError` for a
 * file that is none, and `StorageError`.
 */
export async function importModel(database: TabquantDatabase, file: File): Promise<ModelInfo> {
  const { info, weights } = unpackModel(new Uint8Array(await file.arrayBuffer()));
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
