import { describeCause } from '../../../core/describe-cause';
import { formatMegabytes } from '../../../core/format';
import { ImportError } from '../../import-error';
import { decodeToUtf8 } from '../decode-text';
import { isJson, parseJson } from '../../../core/parse-json';

/** A string cannot be longer in every browser, and its values need several times as much memory. */
const maxJsonBytes = 256e6;

/** What a JSON file holds, and the line of each value where it has one value a line. */
interface ParsedJson {
  readonly value: unknown;
  /** Line, from 1, of each element of `value`; undefined for JSON that is one value. */
  readonly lines: readonly number[] | undefined;
}

/** Parses JSON, or JSON lines to an array. Throws `ImportError`, of JSON lines naming the row. */
export function parseJsonFile(bytes: Uint8Array, file: string): ParsedJson {
  if (bytes.length > maxJsonBytes) {
    throw new ImportError(
      `${file} is JSON of ${formatMegabytes(bytes.length)}, more than the limit of ` +
        `${formatMegabytes(maxJsonBytes)}. Convert it to parquet or CSV and import that.`,
    );
  }
  const text = new TextDecoder().decode(decodeToUtf8(bytes).bytes);
  try {
    return { value: parseJson(text), lines: undefined };
  } catch (cause) {
    const lines = text.split(/\r?\n/);
    if (isJson(lines[0])) return parseLines(lines, file);
    throw new ImportError(
      `${file} is JSON that cannot be read (${describeCause(cause)}). ` +
        'It may be cut short or damaged: download or write it again.',
      { cause },
    );
  }
}

function parseLines(texts: readonly string[], file: string): ParsedJson {
  const value: unknown[] = [];
  const lines: number[] = [];
  texts.forEach((text, index) => {
    if (text.trim() === '') return;
    try {
      value.push(parseJson(text));
    } catch (cause) {
      throw new ImportError(
        `${file}, row ${index + 1}: is no JSON (${describeCause(cause)}). ` +
          'The file may be cut short or damaged there: correct or remove that row.',
        { cause },
      );
    }
    lines.push(index + 1);
  });
  return { value, lines };
}
