/** Limits of the exchange; times are exchange time unless told otherwise. */
export interface ExchangeLimits {
  /** Request weight a minute and address. */
  readonly weightPerMinute: number;
  /** Requests answered 429 within a minute before the address is banned. */
  readonly warningsBeforeBan: number;
  /** Length of the first ban; each further one is twice as long, up to 3 days. */
  readonly firstBanMs: number;
  /** Whether 429 and 418 come with `Retry-After`. */
  readonly hasRetryAfter: boolean;
  /** Whether a page of another origin may read the weight used and `Retry-After`. */
  readonly exposesHeaders: boolean;
  /** Connection attempts in 5 minutes and address. */
  readonly socketsPerFiveMinutes: number;
  readonly streamsPerSocket: number;
  /** Messages, pings and pongs from a client in a second. */
  readonly messagesPerSecond: number;
  readonly socketLifeMs: number;
  readonly pingEveryMs: number;
  /** Silence of pongs after which a connection ends; never before `pongGraceMs` of real time. */
  readonly pongTimeoutMs: number;
  /** Real time, which a client in another process needs however fast the exchange's time runs. */
  readonly pongGraceMs: number;
  /** Time between two messages of a forming kline. */
  readonly updateEveryMs: number;
  /** Time from the end of a bar to its closing message; less than `updateEveryMs`. */
  readonly closeDelayMs: number;
}

/** The limits that the exchange documents, and its observed pace. */
export const defaultLimits: ExchangeLimits = {
  weightPerMinute: 6000,
  warningsBeforeBan: 5,
  firstBanMs: 120_000,
  hasRetryAfter: true,
  exposesHeaders: false,
  socketsPerFiveMinutes: 300,
  streamsPerSocket: 1024,
  messagesPerSecond: 5,
  socketLifeMs: 86_400_000,
  pingEveryMs: 20_000,
  pongTimeoutMs: 60_000,
  pongGraceMs: 5_000,
  updateEveryMs: 2_000,
  closeDelayMs: 120,
};
