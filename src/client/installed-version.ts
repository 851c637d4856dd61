/** How often an open page asks whether there is a newer version, ms. */
const checkMs = 60 * 60_000;

/** A newer version of the page, which is stored and waits. */
export interface NewerVersion {
  /** Puts it in force for pages that open from now on, and reloads this one. */
  readonly reload: () => void;
}

/**
 * Has the browser store this page, so that it works without a network (scripts/service-worker.js), and calls
 * `onNewer` each time that a newer version is stored. This page goes on with its own version until it is reloaded.
 *
 * Throws what the browser says where it refuses: without a network, or in a private window.
 */
export async function keepPageInstalled(
  onNewer: (version: NewerVersion) => void,
  container = findContainer(),
): Promise<void> {
  if (container === undefined) return;
  const registration = await container.register('./sw.js');
  const tell = (worker: ServiceWorker): void => {
    // The first version has nothing to replace.
    if (container.controller === null && registration.active === null) return;
    onNewer({ reload: () => replace(container, worker) });
  };
  if (registration.waiting !== null) tell(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') tell(installing);
    });
  });
  // Without a network there is nothing newer.
  setInterval(() => void registration.update().catch(() => undefined), checkMs);
}

function replace(container: ServiceWorkerContainer, worker: ServiceWorker): void {
  // Another tab may have put it in force already.
  if (worker.state === 'activated') return location.reload();
  container.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage('take-over');
}

/** The development server has no service worker. */
function findContainer(): ServiceWorkerContainer | undefined {
  return import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
}
