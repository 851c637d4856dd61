/**
 * Stores the whole page for the next visit, so that it works without a network, and takes the files that other
 * programs share with it. The build puts `files`, the paths of one version, and `version`, their hash, in front of
 * this text.
 *
 * A new version waits until every tab of the old one is closed, or until a page sends `take-over`. What other open
 * tabs of the old version load later is kept for them until the page is opened with no other tab.
 */
/* global files, version */

/** Several copies of the page may lie on one origin, and caches belong to the origin. */
const prefix = `tabquant-${new URL(self.registration.scope).pathname}-`;
const cacheName = `${prefix}${version}`;
/** The page reads it, see src/client/handed-files.ts. */
const sharedName = `shared-with-${prefix}`;
/** The page in which a person's own rule runs. */
const ruleFrame = new URL('rule-frame.html', self.registration.scope).href;

self.addEventListener('install', (event) => event.waitUntil(keepFiles()));
self.addEventListener('activate', (event) => event.waitUntil(dropUnneededVersions()));
self.addEventListener('message', ({ data }) => void (data === 'take-over' && self.skipWaiting()));
self.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  if (!url.startsWith(self.registration.scope)) return;
  const isShare = method === 'POST' && url === new URL('share', self.registration.scope).href;
  if (isShare) event.respondWith(takeShared(event.request));
  if (method !== 'GET') return;
  if (mode === 'navigate') event.waitUntil(dropUnneededVersions());
  event.respondWith(answer(event.request));
});

async function keepFiles() {
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })));
}

/** Drops what only open tabs could need, while there is none: before the first page opens, or after the last one closed. */
async function dropUnneededVersions() {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open.length > 0) return;
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(cacheName);
  // The files are the same for every request, whatever the Vary header says.
  const find = (file) => cache.match(file, { ignoreVary: true });
  // The page's address may have a query; the frame, another page, is cached by its exact address.
  const kept =
    (await find(request)) ?? (request.mode === 'navigate' ? await find('./') : undefined);
  if (kept && request.url === ruleFrame) return sandbox(kept);
  // Names of parts are hashes of their content, so that one of another version is the one that was asked for.
  return kept ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** A page without origin, as in a frame with `sandbox="allow-scripts"`, which browsers do not ask a service worker for. */
function sandbox(page) {
  const headers = new Headers(page.headers);
  headers.append('Content-Security-Policy', 'sandbox allow-scripts');
  return new Response(page.body, { headers });
}

/** Puts shared files aside and opens the page, which imports them. */
async function takeShared(request) {
  const shared = (await request.formData()).getAll('files').filter((file) => file instanceof File);
  const cache = await caches.open(sharedName);
  const taken = Date.now();
  for (const [at, file] of shared.entries()) {
    const name = encodeURIComponent(file.name);
    await cache.put(`./shared/${taken}-${at}/${name}`, new Response(file));
  }
  return Response.redirect('./?shared', 303);
}
