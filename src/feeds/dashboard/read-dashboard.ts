import type { BlockSplit } from '../../core/dataset/splits';
import type { Scaler } from '../../core/dataset/scaler';
import type { ModelInfo } from '../../core/library';
import type { NamedWeights } from '../../core/models/model-kind';
import { defaultTrainingOptions } from '../../core/models/options';
import { countParameters, describeSpec, findSpecProblem } from '../../core/models/spec';
import type { WindowedSpec } from '../../core/models/windowed';
import { unpackZip } from '../containers/zip';
import { ImportError } from '../import-error';
import { readNetwork } from './network-arrays';
import { PickleError } from './pickle-reader';
import { type ModelNotes, readMeta, readNotes } from './read-meta';
import { readScaler } from './read-scaler';
import { readTorchFile } from './torch-file';

/** Our features by the names of the reference dashboard's columns. */
const columns: Readonly<Record<string, string>> = {
  mid: 'raw:mid',
  close: 'raw:close',
  open: 'raw:open',
  high: 'raw:high',
  low: 'raw:low',
  volume: 'raw:volume',
  ret_1: 'ret_1',
  ret_5: 'ret_5',
  roll_vol_20: 'vol_20',
  roll_vol_60: 'vol_60',
  dollar_vol: 'raw:dollar_volume',
  tb_ratio: 'raw:taker_ratio',
};

/** The columns of the reference dashboard's file, in its order, which its network reads. */
const dashboardColumns = Object.keys(columns);

/** What the reference dashboard does where its files do not say otherwise. */
const usual = { windowBars: 60, horizonBars: 10, intervalMs: 60_000 } as const;

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A model of the reference dashboard's files. */
interface DashboardModel {
  /** Its id is empty: whoever stores it gives one. */
  readonly info: ModelInfo;
  readonly weights: NamedWeights;
}

/**
 * Returns the model of the files of the reference dashboard, `model.pt`, `scaler.pkl` and `meta.json`, or of a zip archive of them. It is
 * run as it is: its columns, its scaler without limits, its window, its weights. Its own figures are unknown, and bars count from the end
 * of training that the notes name, its labels included, or else from `now`: before that any bar may be in-sample. Throws `ImportError`,
 * naming the file, for what is missing, damaged, of another network, or refused.
 */
export async function readDashboardModel(
  files: readonly NamedBytes[],
  now: number,
): Promise<DashboardModel> {
  const { model, scaler: scalerFile, meta } = sortFiles(await unpackAll(files));
  const { arrays, notes: beside } = await readTorchFile(model.bytes, model.name);
  const network = readWithName(model.name, () => readNetwork(arrays));
  const { scaler, columns: scaled } = readScaler(scalerFile.bytes, scalerFile.name);
  const said: ModelNotes = {
    ...readNotes(beside, model.name),
    ...(meta && readMeta(new TextDecoder().decode(meta.bytes), meta.name)),
  };
  const named = said.columns ?? scaled ?? dashboardColumns;
  const features = named.map((name) => findColumn(name, meta ?? scalerFile));
  checkWidths(network.inputs, features, scaler, model, scalerFile);
  const { width, kernel, blocks } = network;
  const window = said.windowBars ?? usual.windowBars;
  const spec: WindowedSpec = { kind: 'windowed', width, kernel, blocks, window };
  const problem = findSpecProblem(spec);
  if (problem !== undefined) throw new ImportError(`${model.name}: ${problem}.`);
  const names = [model, scalerFile, ...(meta === undefined ? [] : [meta])].map(({ name }) => name);
  return { info: describe(spec, features, scaler, said, names, now), weights: network.weights };
}

/** Returns the files, and in place of a zip archive those in it; what `torch.save` wrote is one, too, and stays. */
async function unpackAll(files: readonly NamedBytes[]): Promise<readonly NamedBytes[]> {
  const parts = await Promise.all(
    files.map(async (file) => {
      if (!/\.zip$/i.test(file.name)) return [file];
      const { members } = await unpackZip(
        file.bytes,
        file.name,
        () => undefined,
        (entries) => ({
          chosen: entries.filter(({ filename }) => isDashboardFile(filename)),
          notes: [],
        }),
      );
      return members;
    }),
  );
  return parts.flat();
}

/** Whether the name is that of a file of PyTorch, of a pickle or of notes. */
function isDashboardFile(name: string): boolean {
  return /\.(pt|pth|pkl|pickle|joblib|json)$/i.test(name) && !/(^|\/)(__MACOSX\/|\.)/.test(name);
}

function sortFiles(files: readonly NamedBytes[]) {
  const find = (ending: RegExp) => files.filter(({ name }) => ending.test(name));
  const [models, scalers, metas] = [/\.pth?$/i, /\.(pkl|pickle|joblib)$/i, /\.json$/i].map(find);
  const needed = 'Drop model.pt, scaler.pkl and meta.json together, or a zip of them.';
  const only = (found: readonly NamedBytes[], what: string): NamedBytes => {
    if (found.length === 1) return found[0];
    const seen = found.map(({ name }) => name).join(', ');
    throw new ImportError(
      found.length === 0
        ? `${what} is missing. ${needed}`
        : `One ${what} is needed, there are ${seen}.`,
    );
  };
  return {
    model: only(models, 'The model (model.pt)'),
    scaler: only(scalers, 'The scaler (scaler.pkl)'),
    meta: metas.length === 0 ? undefined : only(metas, 'file of notes (meta.json)'),
  };
}

function readWithName<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw new ImportError(`${name} ${error.message}.`, { cause: error });
  }
}

function findColumn(name: string, source: NamedBytes): string {
  if (Object.hasOwn(columns, name)) return columns[name];
  throw new ImportError(
    `${source.name} names the column "${name.slice(0, 60)}", which is none of ${dashboardColumns.join(', ')}.`,
  );
}

function checkWidths(
  inputs: number,
  features: readonly string[],
  scaler: Scaler,
  model: NamedBytes,
  scalerFile: NamedBytes,
): void {
  if (features.length !== inputs) {
    throw new ImportError(
      `${model.name} reads ${inputs} columns, but ${features.length} are named. Name them as "features" in meta.json.`,
    );
  }
  if (scaler.mean.length !== inputs || scaler.deviation.length !== inputs) {
    throw new ImportError(
      `${scalerFile.name} scales ${scaler.deviation.length} columns, but ${model.name} reads ${inputs}.`,
    );
  }
}

const none = { start: 0, end: 0 };
const noBlock = { bars: none, labels: none };
const noSplit: BlockSplit = { train: noBlock, validation: noBlock, test: noBlock, embargoBars: 0 };

const noScores = {
  logLoss: NaN,
  skill: NaN,
  brier: NaN,
  miscalibration: NaN,
  resolution: NaN,
  uncertainty: NaN,
  ece: NaN,
  reliability: [],
};

function describe(
  spec: WindowedSpec,
  features: readonly string[],
  scaler: Scaler,
  said: ModelNotes,
  files: readonly string[],
  now: number,
): ModelInfo {
  const { symbol = '', trainedTo } = said;
  const horizonBars = said.horizonBars ?? usual.horizonBars;
  const intervalMs = said.intervalMs ?? usual.intervalMs;
  return {
    id: '',
    name: [describeSpec(spec), symbol, 'trained elsewhere'].filter(Boolean).join(' · '),
    trainedAt: now,
    datasetId: '',
    datasetName: 'bars that are not here',
    symbol,
    intervalMs,
    spec,
    options: defaultTrainingOptions,
    features,
    label: 'direction',
    horizonBars,
    scaler,
    split: noSplit,
    outOfSample: none,
    // The label of the last training bar looks so far ahead.
    outOfSampleFrom: trainedTo === undefined ? now : trainedTo + (horizonBars + 1) * intervalMs,
    backend: { name: 'cpu', label: 'elsewhere', selfTestError: NaN, rejected: [] },
    workers: 1,
    training: {
      epochs: [],
      bestEpoch: 0,
      seconds: 0,
      labels: 0,
      parameters: countParameters(spec, features.length),
      receptiveField: spec.window,
      validationAuc: NaN,
    },
    calibration: { temperature: 1, bias: 0 },
    test: {
      bars: 0,
      auc: NaN,
      aucCi: [NaN, NaN],
      aucCiDelong: [NaN, NaN],
      days: 0,
      effectiveLabels: NaN,
      effectiveBars: NaN,
      accuracy: NaN,
      majority: NaN,
      riseFraction: NaN,
      constantGuess: NaN,
      ...noScores,
      roc: [],
    },
    rawTest: noScores,
    origin: { files, ...(trainedTo === undefined ? {} : { trainedTo }) },
  };
}
