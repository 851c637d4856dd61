import { describeCause, ImportError } from '../../import-error';
import { isTrap, ParserCrash } from '../parser-crash';

/** The error for a parquet file that the parser gave up on; `ParserCrash` where it cannot go on. */
export function describeDamage(file: string, cause: unknown): ImportError {
  if (cause instanceof ImportError) return cause;
  if (isTrap(cause)) {
    return new ParserCrash(
      `${file} made the parquet parser stop (${describeCause(cause)}). It may be damaged or need more ` +
        'memory than there is: write it again with fewer columns or a shorter period.',
      { cause },
    );
  }
  return new ImportError(
    `${file} is a parquet file that cannot be read (${describeCause(cause)}). ` +
      'It may be cut short or damaged: download or write it again.',
    { cause },
  );
}
