/**
 * What became of the wish that the browser never evicts what is kept here:
 * - `granted`: it promised, now or earlier;
 * - `denied`: it or its user refused; data may go when the disk is full;
 * - `unsupported`: it cannot promise (an old browser, or a page that is not served securely).
 */
export type Persistence = 'granted' | 'denied' | 'unsupported';

/**
 * Asks the browser to keep this page's data for good. Only a page can ask, a worker cannot; some
 * browsers put the question to the user, so call it after something worth keeping was stored.
 */
export async function requestPersistence(): Promise<Persistence> {
  // Absent outside secure contexts, whatever the type says.
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.persist === undefined) return 'unsupported';
  return (await storage.persist()) ? 'granted' : 'denied';
}
