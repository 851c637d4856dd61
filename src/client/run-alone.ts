/**
 * Returns what `work` resolves to, which no other tab of this origin does meanwhile under the same
 * name; throws `refusal` where one does. The browser ends the claim with the tab.
 *
 * Where there are no locks (an old browser, a page without a secure origin) the work runs in any case.
 */
export async function runAlone<Result>(
  name: string,
  work: () => Promise<Result>,
  refusal: string,
  manager = findLocks(),
): Promise<Result> {
  if (manager === null) return work();
  return manager.request(`tabquant-${name}`, { ifAvailable: true }, (lock) => {
    if (lock === null) throw new Error(refusal);
    return work();
  });
}

function findLocks(): LockManager | null {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: LockManager } };
  return navigator?.locks ?? null;
}
