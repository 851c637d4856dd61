import type { ExchangeParts } from '../exchange-parts';
import { answerTooMany, type Answer } from './answer';

/** Accounts of request weight, one an address. */
export interface RateLimiter {
  /** Charges a request; returns the refusal where the address is over its limit or banned. */
  charge(address: string, weight: number): Answer | undefined;
  /** Weight that the address has used in the present minute. */
  usedWeight(address: string): number;
  /** Forgets everything, bans too. */
  reset(): void;
}

const minuteMs = 60_000;
const longestBanMs = 3 * 86_400_000;

interface Account {
  minute: number;
  used: number;
  warnings: number;
  bans: number;
  bannedUntil: number;
}

/**
 * Returns the limiter of a server. Weight counts by the minute of exchange time; who goes on after
 * some answers of 429 is banned, and each ban is twice as long as the one before.
 */
export function createRateLimiter({
  clock,
  limits,
  counters,
}: Pick<ExchangeParts, 'clock' | 'limits' | 'counters'>): RateLimiter {
  const accounts = new Map<string, Account>();

  const openAccount = (address: string): Account => {
    const minute = Math.floor(clock.now() / minuteMs);
    const known = accounts.get(address);
    const account = known ?? { minute, used: 0, warnings: 0, bans: 0, bannedUntil: 0 };
    if (account.minute !== minute) Object.assign(account, { minute, used: 0, warnings: 0 });
    accounts.set(address, account);
    return account;
  };

  const secondsUntil = (time: number): number | undefined =>
    limits.hasRetryAfter ? Math.max(1, Math.ceil((time - clock.now()) / 1000)) : undefined;

  const ban = (account: Account): Answer => {
    counters.count('banned');
    const msg =
      `Way too much request weight used; IP banned until ${account.bannedUntil}. ` +
      'Please use WebSocket Streams for live updates to avoid bans.';
    return answerTooMany(418, msg, secondsUntil(account.bannedUntil));
  };

  const warn = (account: Account): Answer => {
    counters.count('rateLimited');
    const msg =
      `Too much request weight used; current limit is ${limits.weightPerMinute} request weight ` +
      'per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.';
    return answerTooMany(429, msg, secondsUntil((account.minute + 1) * minuteMs));
  };

  return {
    charge(address, weight) {
      const account = openAccount(address);
      if (clock.now() < account.bannedUntil) return ban(account);
      account.used += weight;
      counters.count('weight', weight);
      if (account.used <= limits.weightPerMinute) return undefined;
      account.warnings++;
      if (account.warnings <= limits.warningsBeforeBan) return warn(account);
      const banMs = Math.min(longestBanMs, limits.firstBanMs * 2 ** account.bans);
      account.bans++;
      account.bannedUntil = clock.now() + banMs;
      return ban(account);
    },
    usedWeight: (address) => openAccount(address).used,
    reset: () => accounts.clear(),
  };
}
