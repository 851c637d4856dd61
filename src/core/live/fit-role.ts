import type { PaperAccount } from './paper-account';

/**
 * Returns a new account in the role that it can have beside the `others` that are there: a symbol has one
 * champion at most, and its first account is one.
 */
export function fitRole(account: PaperAccount, others: readonly PaperAccount[]): PaperAccount {
  const own = others.filter(({ id, symbol }) => id !== account.id && symbol === account.symbol);
  if (own.length === 0) return { ...account, role: 'champion' };
  const isTaken = own.some(({ role }) => role === 'champion');
  return isTaken ? { ...account, role: 'challenger' } : account;
}
