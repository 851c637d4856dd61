import { type AccountCorrelation, minReturns } from '../../../../core/trading/combined-accounts';
import type { ListedAccount } from '../../../../state/live/live-accounts.svelte';
import { formatCount } from '../../../../core/format';

/** Returns which accounts a portfolio has: `2 accounts, 1 of them stands still`. */
export function describePortfolio(
  counted: readonly ListedAccount[] | undefined,
  isOn: boolean,
): string {
  if (counted === undefined) return 'loading…';
  const count = countAccounts(counted.length);
  const still = counted.filter(({ frame }) => frame === undefined).length;
  if (!isOn || still === 0) return count;
  return `${count}, ${formatCount(still)} not traded now`;
}

/** Returns why an account's row is not updated; '' if it is. */
export function describeStanding({ frame }: ListedAccount, isOn: boolean): string {
  if (frame?.isViewer === true) return 'another tab trades it';
  if (frame !== undefined) return '';
  return isOn ? 'not traded now' : '';
}

/** Returns what a correlation was computed from, or what is still missing. */
export function describeSamples({ value, samples, per }: AccountCorrelation): string {
  const returns = `${formatCount(samples)} ${per === 'day' ? 'days' : 'bars'}`;
  if (!Number.isNaN(value)) return returns;
  const wanted = minReturns[per];
  return samples < wanted ? `${returns} of ${formatCount(wanted)}` : 'one did not move';
}

function countAccounts(count: number): string {
  return count === 1 ? '1 account' : `${formatCount(count)} accounts`;
}
