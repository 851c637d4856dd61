import * as v from 'valibot';
import { BarsError, type Bars } from '../core/bars/bars';
import { mergeBars } from '../core/bars/merge';
import { formatUtc } from '../core/bars/times';
import { validateBars } from '../core/bars/validate';
import type { TimeRange } from './exchange';
import { malformed } from './exchange-error';

/** Returns JSON as `schema` reads it; throws `ExchangeError` (`malformed`), which names the first wrong entry. */
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
 * Returns the bars of an answer to a request for `range`, valid and in time order; none where it is empty.
 * Repeated bars count once.
 *
 * Bars outside the range are kept, but an answer with no bar inside it does not belong to this request. Throws
 * `ExchangeError` (`malformed`), also for two different bars of the same time.
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
    throw malformed(`it has bars from ${formatUtc(openTime[0])}, which was not asked for`);
  }
  try {
    return validateBars(mergeBars([bars]).bars);
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    throw malformed(cause.message, { cause });
  }
}

/** Returns a value as JSON for an error message, cut after 80 characters. */
export function describeValue(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 80 ? `${written.slice(0, 80)}…` : written;
}
