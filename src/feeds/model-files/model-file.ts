import * as v from 'valibot';
import { modelInfoSchema, type ModelInfo } from '../../core/library';
import type { NamedWeights } from '../../core/models/model-kind';
import { trimSpec } from '../../core/models/spec';
import { createStreaming } from '../../core/models/streaming/create-streaming';
import { findSettingsProblem, type TradingSettings } from '../../core/trading/settings';
import { ModelFileError, readSafetensors, writeSafetensors } from './safetensors';
import { parseJson } from '../../core/parse-json';

/** What tells a file of ours from other safetensors; a later version may not be readable here. */
const format = { name: 'tabquant-model', version: 1 } as const;

/** A model as one file holds it. */
interface PackedModel {
  readonly info: ModelInfo;
  readonly weights: NamedWeights;
  /** By which it was traded; thresholds among them. */
  readonly settings?: TradingSettings | undefined;
  /** The sentence of its verdict with these settings. */
  readonly verdict?: string | undefined;
}

/**
 * Returns a model as a safetensors file: its arrays in PyTorch's layout and, as JSON in the header's notes, all else that is known of it:
 * `model` (`ModelInfo`: kind and size, features, scaler, label, horizon, split, calibration, fingerprint of the data, results),
 * `settings` and `verdict`. Figures that are undefined are null.
 */
export function packModel({
  info,
  weights,
  settings,
  verdict,
}: PackedModel): Uint8Array<ArrayBuffer> {
  const { deletedAt: _, ...model } = info;
  const metadata = {
    format: format.name,
    version: String(format.version),
    model: JSON.stringify(model),
    ...(settings && { settings: JSON.stringify(settings) }),
    ...(verdict !== undefined && { verdict }),
  };
  return writeSafetensors({ weights, metadata });
}

/**
 * Returns the model of a file that `packModel` made. Throws `ModelFileError` for any other file, for a later version, and where the arrays are
 * not those of the model's kind and size.
 */
export function unpackModel(file: Uint8Array): PackedModel {
  const { weights, metadata } = readSafetensors(file);
  if (metadata.format !== format.name) {
    throw new ModelFileError('the file holds arrays, but no model that was saved here');
  }
  if (metadata.version !== String(format.version)) {
    throw new ModelFileError(
      `the file has version ${metadata.version}, this page reads version ${format.version}`,
    );
  }
  const read = readModel(metadata.model);
  const { deletedAt: _, ...kept } = read;
  const info = { ...kept, spec: trimSpec(read.spec) };
  checkArrays(info, weights);
  return {
    info,
    weights,
    settings: metadata.settings === undefined ? undefined : readSettings(metadata.settings),
    verdict: metadata.verdict,
  };
}

function checkArrays({ spec, features, scaler }: ModelInfo, weights: NamedWeights): void {
  if (scaler.mean.length !== features.length || scaler.deviation.length !== features.length) {
    throw new ModelFileError(
      `the scaler must have a value for each of ${features.length} features`,
    );
  }
  const broken = weights.find(({ values }) => !values.every(Number.isFinite));
  if (broken !== undefined)
    throw new ModelFileError(`"${broken.name}" has values that are no numbers`);
  try {
    createStreaming(spec, features.length, weights);
  } catch (error) {
    throw new ModelFileError((error as Error).message);
  }
}

function readModel(text: string | undefined): ModelInfo {
  const result = v.safeParse(modelInfoSchema, parse(text, 'model'));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ModelFileError(`"${v.getDotPath(issue) ?? 'model'}" of the file: ${issue.message}`);
}

function readSettings(text: string): TradingSettings {
  const settings = parse(text, 'settings');
  const problem = findSettingsProblem(settings);
  if (problem !== undefined) throw new ModelFileError(`"settings" of the file: ${problem}`);
  return settings as TradingSettings;
}

function parse(text: string | undefined, name: string): unknown {
  if (text === undefined) throw new ModelFileError(`the file has no "${name}"`);
  try {
    return parseJson(text, (part) => (part === null ? NaN : part));
  } catch {
    throw new ModelFileError(`"${name}" of the file is no JSON`);
  }
}
