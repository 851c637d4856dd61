import * as v from 'valibot';
import { BarsError, type Bars } from '../core/bars/bars';
import { mergeBars } from '../core/bars/merge';
import { formatUtc } from '../core/bars/times';
import { validateBars } from '../core/bars/validate';
import type { TimeRange } from './exchange';
import { malformed } from './exchange-error';

/** Returns JSON as what `schema` makes of it; throws `ExchangeError` (`malformed`), naming the first wrong entry. */
export function readAs<Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'the answer';
  throw malformed(
    issue.input === undefined
      ? `${where} is missing`
      : `${where} ${issue.message}, was ${describeValue(issue.input)}`,
  );
}

/**
 * Returns the bars of an answer to a question for `range`, in the order of time and valid; no bars where it is
 * empty. Bars that were sent twice count once.
 *
 * Bars outside the range stay (others may have asked for them), but an answer with none inside is not one to
 * this question. Throws `ExchangeError` (`malformed`), also when two bars of one time differ.
 */
export function checkAnswer(bars: Bars, range: TimeRange): Bars {
  const { intervalMs, openTime } = bars;
  const offGrid = openTime.findIndex((time) => time % intervalMs !== 0);
  if (offGrid !== -1) {
    const time = formatUtc(openTime[offGrid]);
    throw malformed(`row ${offGrid} opens at ${time}, no multiple of ${intervalMs} ms`);
  }
  if (openTime.length === 0) return bars;
  if (!openTime.some((time) => time >= range.from && time < range.to)) {
    throw malformed(`it tells of ${formatUtc(openTime[0])}, which was not asked for`);
  }
  try {
    return validateBars(mergeBars([bars]).bars);
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    throw malformed(cause.message, { cause });
  }
}

/** A value as an error quotes it. */
export function describeValue(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 80)}…` : written;
}
