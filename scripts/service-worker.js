/**
 * Stores the whole page for the next visit, so that it works without a network. The build puts
 * `files`, the paths of one version, and `version`, their hash, in front of this text.
 *
 * A new version waits until every tab of the old one is closed, so an open page never misses a part
 * that it loads later.
 */
/* global files, version */

const cacheName = `tabquant-${version}`;

self.addEventListener('install', (event) => event.waitUntil(keepFiles()));
self.addEventListener('activate', (event) => event.waitUntil(dropOtherVersions()));
self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const isOwn = method === 'GET' && url.startsWith(self.registration.scope);
  if (isOwn) event.respondWith(answer(event.request));
});

async function keepFiles() {
  const cache = await caches.open(cacheName);
  await cache.addAll(files.map((file) => new Request(file, { cache: 'reload' })));
}

async function dropOtherVersions() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith('tabquant-') && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function answer(request) {
  const cache = await caches.open(cacheName);
  // The files are the same for every request, whatever the Vary header says.
  const find = (file) => cache.match(file, { ignoreVary: true });
  // The page's address may have a query; the frame, another page, is cached by its exact address.
  const kept =
    (await find(request)) ?? (request.mode === 'navigate' ? await find('./') : undefined);
  return kept ?? fetch(request);
}
