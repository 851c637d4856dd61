/**
 * Why the exchange's data could not be had:
 * - `bad-symbol`, `bad-interval`: the exchange knows no such market or interval;
 * - `refused`: the exchange refuses the request for another reason;
 * - `rate-limited`, `banned`: too many requests came from this network, and waiting did not help;
 * - `firewall`, `region`: the exchange refuses this network, or the country it is in;
 * - `unreachable`: no host could be reached, and a browser does not tell why;
 * - `server`, `timeout`: the hosts answer with errors, or too slowly;
 * - `malformed`: an answer is not what the exchange's documents say;
 * - `conflict`: two answers tell different bars of one time;
 * - `empty`: there is no bar in the range that was asked for;
 * - `up-to-date`: a dataset already ends with the newest closed bar;
 * - `mismatch`: a dataset to extend does not agree with the exchange.
 */
export type DownloadErrorKind =
  | 'bad-symbol'
  | 'bad-interval'
  | 'refused'
  | 'rate-limited'
  | 'banned'
  | 'firewall'
  | 'region'
  | 'unreachable'
  | 'server'
  | 'timeout'
  | 'malformed'
  | 'conflict'
  | 'empty'
  | 'up-to-date'
  | 'mismatch';

/** A download that cannot go on; the message says to people what happened and what to do. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly kind: DownloadErrorKind;

  constructor(kind: DownloadErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
