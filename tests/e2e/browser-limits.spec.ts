import { expect, test, type Page } from '@playwright/test';
import { findFaults } from './page';

/** Removes what newer browsers have, as if it had never been there. */
const remove = {
  webLocks: () => Reflect.deleteProperty(Navigator.prototype, 'locks'),
  serviceWorker: () => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker'),
  broadcastChannel: () => Reflect.deleteProperty(globalThis, 'BroadcastChannel'),
  persistence: () => Reflect.deleteProperty(StorageManager.prototype, 'persist'),
  cores: () => Reflect.deleteProperty(Navigator.prototype, 'hardwareConcurrency'),
  webgpu: () => Reflect.deleteProperty(Navigator.prototype, 'gpu'),
  simd: () => void (WebAssembly.validate = () => false),
  webAssembly: () => Reflect.deleteProperty(globalThis, 'WebAssembly'),
  database: () => Reflect.deleteProperty(globalThis, 'indexedDB'),
  moduleWorkers: () => {
    // An old browser does not read an option that it does not know.
    const Modern = Worker;
    globalThis.Worker = function (address: string | URL) {
      return new Modern(address);
    } as unknown as typeof Worker;
  },
};

const start = (page: Page) => page.getByRole('button', { name: 'Try the sample market' });

test('a browser without what costs more than time is told so once, and what each thing costs', async ({
  page,
}) => {
  const { webLocks, serviceWorker, broadcastChannel, persistence, cores, webgpu, simd } = remove;
  for (const each of [webLocks, serviceWorker, broadcastChannel, persistence, cores, webgpu, simd])
    await page.addInitScript(each);
  await page.goto('/');
  await expect(start(page)).toBeVisible();
  const notice = page.getByText(/This browser lacks .*Web Locks, BroadcastChannel, Service worker/);
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'What it costs' }).click();
  const dialog = page.getByRole('dialog', { name: 'This browser' });
  await expect(dialog).toContainText('Paper accounts are shown and not traded');
  await expect(dialog).toContainText('The page opens only with a network');
  await expect(dialog).toContainText('save what matters as files');
  await expect(dialog.locator('[data-value="false"]')).toHaveCount(8);
  expect(await findFaults(page)).toEqual([]);
  await page.reload();
  await expect(start(page)).toBeVisible();
  await page.getByRole('button', { name: 'Appearance and help' }).click();
  await page.getByRole('button', { name: 'What this browser lacks' }).click();
  await expect(dialog).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test('a browser in which nothing can work says why in place of the page', async ({ browser }) => {
  for (const [api, words] of [
    [remove.webAssembly, 'WebAssembly'],
    [remove.database, 'IndexedDB'],
    [remove.moduleWorkers, 'workers made of modules'],
  ] as const) {
    const page = await browser.newPage();
    await page.addInitScript(api);
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Tabquant cannot start here' })).toBeVisible();
    await expect(page.getByRole('listitem')).toHaveText(new RegExp(words));
    await expect(start(page)).toHaveCount(0);
    await page.close();
  }
});

test('a browser that runs no script of the page says what it needs', async ({ browser }) => {
  const off = await browser.newPage({ javaScriptEnabled: false });
  await off.goto('/');
  await expect(off.locator('noscript > p')).toBeVisible();
  await expect(off.locator('noscript > p')).toContainText('it needs JavaScript');
  await off.close();

  const old = await browser.newPage();
  await old.route('**/*.js', (route) => route.abort());
  await old.goto('/');
  await expect(old.getByText('It needs a current browser')).toBeVisible();
  await old.close();
});
