import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, testHosts } from '../../../scripts/content-security-policy.mjs';
import { restHosts } from '../../../src/exchange/binance/hosts';

function readConnections(policy: string): string[] {
  const directive = policy.split('; ').find((text) => text.startsWith('connect-src ')) ?? '';
  return directive.split(' ').slice(1);
}

describe('the hosts that the page speaks to', () => {
  it('are those of public market data, and nothing else is allowed in a release', () => {
    expect(readConnections(contentSecurityPolicy())).toEqual([
      "'self'",
      'https://data-api.binance.vision',
      'https://api.binance.com',
      'wss://data-stream.binance.vision',
      'wss://stream.binance.com:9443',
    ]);
    expect(contentSecurityPolicy()).not.toContain('127.0.0.1');
    expect(contentSecurityPolicy().startsWith("default-src 'none'; ")).toBe(true);
  });

  it('are asked in the order of preference, the policy allowing each', () => {
    expect(restHosts).toEqual(['https://data-api.binance.vision', 'https://api.binance.com']);
    expect(readConnections(contentSecurityPolicy())).toEqual(
      expect.arrayContaining([...restHosts]),
    );
  });

  it('are, in a test build, servers of this machine too', () => {
    const connections = readConnections(contentSecurityPolicy({ extraHosts: testHosts }));
    expect(connections.slice(-2)).toEqual(['http://127.0.0.1:*', 'ws://127.0.0.1:*']);
  });
});
