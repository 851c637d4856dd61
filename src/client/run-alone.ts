/**
 * Runs `work` while no other tab of this origin runs work with the same name, and returns its result; throws
 * `refusal` where another tab does. The browser releases the lock when the tab ends.
 *
 * Without locks (an old browser, a page without a secure origin) the work runs in any case.
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
