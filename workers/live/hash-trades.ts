import { writeCanonicalJson } from '../../src/core/canonical-json';
import type { Trade } from '../../src/core/trading/settings';
import { hashText } from '../../src/storage/hash';

/**
 * SHA-256 (hex) of trades as canonical JSON: the same trades in the same order have the same. What their prices
 * were is left out, since recordings that are older than these marks must keep their hash.
 */
export function hashTrades(trades: readonly Trade[]): Promise<string> {
  return hashText(
    writeCanonicalJson(trades.map(({ entryFill: _, exitFill: __, ...trade }) => trade)),
  );
}
