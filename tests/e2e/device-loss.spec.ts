import { chromium, expect, test } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';
import { openView } from '../../scripts/demo-page.mjs';
import { importWalk } from './walk-csv';

let browser: Browser;

test.beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...chromiumArgs, '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  });
});

test.afterAll(async () => {
  await browser?.close();
});

/** Put behind the workers' code: in the training worker it takes its graphics device away as it tells of `moment`. */
const loseDevice = (moment: string): string => `
if (self.name === 'train') {
  const requestDevice = GPUAdapter.prototype.requestDevice;
  let device;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    return (device = await requestDevice.apply(this, args));
  };
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    const event = message?.argumentList?.[0]?.value;
    if (event !== undefined && (${moment})) device.destroy();
    return postMessage.call(this, message, ...rest);
  };
}
`;

const moments = {
  'in the middle of training': `event.kind === 'epoch' && event.record.epoch === 2`,
  'while the model is judged': `event.kind === 'evaluating' && event.done < event.total`,
};

for (const [when, moment] of Object.entries(moments)) {
  test(`a graphics device lost ${when}: WASM goes on from the last epoch`, async ({ baseURL }) => {
    const page = await browser.newPage();
    await page.route('**/worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\n${loseDevice(moment)}` });
    });
    await page.goto(`${baseURL ?? ''}/?backend=webgpu`);
    await importWalk(page, 6000);
    await openView(page, 'Train');
    await page.getByRole('spinbutton', { name: 'Width' }).fill('4');
    await page.getByRole('spinbutton', { name: 'Kernel' }).fill('2');
    await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('3');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Train model', exact: true }).click();

    const note = page.getByRole('status').filter({ hasText: /webgpu: .* last epoch/ });
    await expect(note).toBeVisible({ timeout: 300_000 });
    const model = page.getByRole('table', { name: 'Models' }).locator('tr[data-model]');
    await expect(model).toHaveAttribute('data-backend', 'wasm', { timeout: 300_000 });
    await expect(model).toHaveAttribute('data-epochs', '3');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.close();
  });
}
