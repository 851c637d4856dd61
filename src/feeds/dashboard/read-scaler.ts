import type { Scaler } from '../../core/dataset/scaler';
import { ImportError } from '../import-error';
import { PlainRecord } from './allowed-globals';
import { readNumbers, readTexts } from './numpy-values';
import { PickleError } from './pickle-reader';
import { unpickle } from './unpickle';

/** A scaler of a file, and the columns that it names. */
interface ReadScaler {
  readonly scaler: Scaler;
  readonly columns: readonly string[] | undefined;
}

/**
 * Returns the scaler of a pickle, by `pickle.dump` or `joblib.dump`, of scikit-learn's StandardScaler, MinMaxScaler or RobustScaler, as mean
 * and deviation of each column. Throws `ImportError` for anything else.
 */
export function readScaler(bytes: Uint8Array, file: string): ReadScaler {
  try {
    const root = unpickle(bytes);
    if (!(root instanceof PlainRecord)) throw new PickleError('holds no scaler');
    const columns = readTexts(root.get('feature_names_in_'));
    return { scaler: { ...toScaler(root), isClipped: false }, columns };
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw new ImportError(`${file} ${error.message}. Nothing of it was run.`, { cause: error });
  }
}

function toScaler(record: PlainRecord): Pick<Scaler, 'mean' | 'deviation'> {
  const read = (name: string): number[] | undefined => {
    const value = record.get(name);
    if (value === undefined || value === null) return undefined;
    const numbers = readNumbers(value);
    if (numbers?.every(Number.isFinite) === true) return numbers;
    throw new PickleError(`has a ${record.className} whose ${name} is no list of numbers`);
  };
  const scale = read('scale_');
  const center = read(record.className === 'RobustScaler' ? 'center_' : 'mean_');
  if (record.className === 'MinMaxScaler') {
    // scaled = value * scale + least
    const least = read('min_');
    if (scale === undefined || least === undefined || scale.length !== least.length) {
      throw new PickleError('has a MinMaxScaler that was not fitted');
    }
    const deviation = scale.map((factor) => 1 / factor);
    return { mean: least.map((shift, at) => -shift * deviation[at]), deviation };
  }
  const length = scale?.length ?? center?.length;
  if (length === undefined) throw new PickleError(`has a ${record.className} that was not fitted`);
  const fill = (value: number): number[] => Array.from({ length }, () => value);
  return { mean: center ?? fill(0), deviation: scale ?? fill(1) };
}
