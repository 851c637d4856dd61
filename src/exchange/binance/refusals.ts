import * as v from 'valibot';
import { ExchangeError } from '../exchange-error';
import { classifyStatus, type RequestFailure } from '../failure';
import type { HttpResponse } from '../ports';
import { parseJson } from '../../core/parse-json';

/** The body of a refusal: `{"code":-1121,"msg":"Invalid symbol."}`. */
const reasonSchema = v.object({ code: v.number(), msg: v.string() });

/** Returns what an answer with a status other than 200 means; `now` in ms since the epoch. */
export function classifyAnswer(response: HttpResponse, body: string, now: number): RequestFailure {
  const failure = classifyStatus(response, now);
  if ('retryAfterMs' in failure) {
    return { ...failure, retryAfterMs: failure.retryAfterMs ?? readBanEnd(body, now) };
  }
  if (response.status !== 400) return failure;
  const reason = readReason(body);
  return reason === undefined ? failure : { kind: 'final', error: describeReason(reason) };
}

/** Returns the weight that the exchange has counted for this address in the current minute; undefined if not sent. */
export function readUsedWeight({ headers }: HttpResponse): number | undefined {
  const text = headers.get('X-MBX-USED-WEIGHT-1M');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Returns the ms until a ban ends, from the body, which is readable even where the browser hides the header. */
function readBanEnd(body: string, now: number): number | undefined {
  const end = /banned until (\d{13})\b/.exec(body)?.[1];
  return end === undefined ? undefined : Math.max(0, Number(end) - now);
}

function readReason(body: string): v.InferOutput<typeof reasonSchema> | undefined {
  try {
    const { success, output } = v.safeParse(reasonSchema, parseJson(body));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}

function describeReason({ code, msg }: v.InferOutput<typeof reasonSchema>): ExchangeError {
  const words = `(code ${code}: ${msg})`;
  switch (code) {
    case -1121:
      return new ExchangeError(
        'bad-symbol',
        `Binance knows no such symbol ${words}. Choose one from the list, such as BTCUSDT.`,
      );
    case -1120:
      return new ExchangeError(
        'bad-interval',
        `Binance has no bars of that interval ${words}. Choose another one, such as 1m.`,
      );
    default:
      return new ExchangeError(
        'refused',
        `Binance refuses this request ${words}. Choose another symbol, interval or dates.`,
      );
  }
}
