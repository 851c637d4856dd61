/**
 * Returns what an exchange or data service says of an error instead of data; undefined for JSON of another kind.
 * Their shapes: a code with a message (Binance, OKX, KuCoin, Bybit), a list or object of errors (Kraken, Deribit),
 * a status (Huobi, Twelve Data), a message alone (Coinbase, Gate), `["error", code, message]` (Bitfinex).
 */
export function readErrorAnswer(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const [mark, code, text]: readonly unknown[] = value;
    return mark === 'error' && typeof text === 'string'
      ? `${text} (code ${String(code)})`
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { error, errors } = fields;
  const listed = readMessage(error) ?? readMessage(errors);
  if (listed !== undefined) return listed;
  const message = messageKeys
    .map((key) => readMessage(fields[key]))
    .find((text) => text !== undefined);
  if (message === undefined) return undefined;
  const code = fields.code ?? fields.retCode ?? fields['err-code'] ?? fields.label;
  const hasCode = typeof code === 'string' || typeof code === 'number';
  return hasCode ? `${message} (code ${code})` : message;
}

const messageKeys = [
  'msg',
  'message',
  'retMsg',
  'err-msg',
  'err_msg',
  'detail',
  'Error Message',
  'Note',
  'Information',
];

/** A text, the first of a list, or the message of an object. */
function readMessage(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (Array.isArray(value)) return readMessage((value as readonly unknown[])[0]);
  if (typeof value !== 'object' || value === null) return undefined;
  const { message, msg }: Readonly<Record<string, unknown>> = { ...value };
  return readMessage(message ?? msg);
}
