import { expect, type Page } from '@playwright/test';
import { liveSpeed, test } from './exchange-page';
import { connect, connection, goLive, metric } from './live-page';

/** What the page has asked the browser for. */
interface Asked {
  readonly notifications: { readonly title: string; readonly tag: string }[];
  /** State of the audio context as each tone begins. */
  readonly tones: string[];
  /** One a lock; whether it is held. */
  readonly locks: { isHeld: boolean }[];
}

const optionOf = (page: Page, name: string) => page.getByRole('switch', { name });
const notify = 'Notify on a new signal';
const sound = 'Sound on a new signal';
const awake = 'Keep the screen on';

test('a new signal is notified and sounded only as far as a person wants it', async ({
  page,
  context,
  serve,
}) => {
  await noteWhatIsAsked(page);
  await context.grantPermissions(['notifications']);
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  for (const name of [notify, sound, awake]) {
    await expect(optionOf(page, name)).not.toBeChecked();
  }

  await turnTo(page, 'LONG');
  await optionOf(page, notify).click();
  await expect(optionOf(page, notify)).toBeChecked();
  await turnTo(page, 'SHORT');
  await turnTo(page, 'LONG');
  await expect.poll(async () => (await asked(page)).notifications, wait).toHaveLength(2);
  const { notifications, tones, locks } = await asked(page);
  expect(notifications).toEqual([
    { title: expect.stringMatching(/^SHORT BTCUSDT at \d/), tag: 'BTCUSDT' },
    { title: expect.stringMatching(/^LONG BTCUSDT at \d/), tag: 'BTCUSDT' },
  ]);
  // Signals came, and nothing was heard of them: sound is off until it is wanted.
  expect({ tones, locks }).toEqual({ tones: [], locks: [] });

  // It lets itself be heard as it is turned on, then with each new signal.
  await optionOf(page, sound).click();
  await expect.poll(async () => (await asked(page)).tones, wait).toEqual(['running']);
  await turnTo(page, 'SHORT');
  await expect.poll(async () => (await asked(page)).tones, wait).toEqual(['running', 'running']);
  await expect.poll(async () => (await asked(page)).notifications, wait).toHaveLength(3);
  await optionOf(page, sound).click();
  await optionOf(page, notify).click();
  await turnTo(page, 'LONG');
  await turnTo(page, 'SHORT');
  const after = await asked(page);
  expect(after.tones).toHaveLength(2);
  expect(after.notifications).toHaveLength(3);

  // After a reload a browser may let nothing sound before a gesture; then it does.
  await optionOf(page, sound).click();
  await page.reload();
  await expect(connection(page)).toContainText(/live/i, { timeout: 180_000 });
  await expect(optionOf(page, sound)).toBeChecked();
  await turnTo(page, 'LONG');
  await expect.poll(async () => (await asked(page)).tones.length, wait).toBeGreaterThan(0);
});

test('a permission that is denied leaves the switch off and says so; one that is given later counts', async ({
  page,
  context,
  serve,
}) => {
  await noteWhatIsAsked(page);
  await context.clearPermissions();
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  await turnTo(page, 'LONG');
  await optionOf(page, notify).click();
  await expect(page.getByText('The browser does not allow notifications')).toBeVisible();
  await expect(optionOf(page, notify)).not.toBeChecked();
  await turnTo(page, 'SHORT');
  expect((await asked(page)).notifications).toEqual([]);

  await context.grantPermissions(['notifications']);
  await optionOf(page, notify).click();
  await expect(optionOf(page, notify)).toBeChecked();
  await turnTo(page, 'LONG');
  await expect.poll(async () => (await asked(page)).notifications, wait).toHaveLength(1);

  // Taken back while the page was away: the switch does not claim what is not so.
  await context.clearPermissions();
  await page.reload();
  await expect(connection(page)).toContainText(/live/i, { timeout: 180_000 });
  await expect(optionOf(page, notify)).not.toBeChecked();
});

test('the screen is kept on while connected, if that is wanted', async ({ page, serve }) => {
  await noteWhatIsAsked(page);
  await serve({ days: 3, speed: liveSpeed });
  await goLive(page);
  const held = async () => (await asked(page)).locks.map(({ isHeld }) => isHeld);
  await optionOf(page, awake).click();
  await expect.poll(held).toEqual([true]);
  await optionOf(page, awake).click();
  await expect.poll(held).toEqual([false]);
  await optionOf(page, awake).click();
  await expect.poll(held).toEqual([false, true]);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect.poll(held).toEqual([false, false]);
  await connect(page);
  await expect.poll(held).toEqual([false, false, true]);
});

const wait = { timeout: 180_000 };

/** Lets the browser's own ways work, and notes each use of them from the first document on. */
async function noteWhatIsAsked(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const asked: Asked = { notifications: [], tones: [], locks: [] };
    Object.assign(window, { asked });
    const { Notification: OwnNotification } = window;
    window.Notification = class extends OwnNotification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        this.addEventListener('show', () =>
          asked.notifications.push({ title: this.title, tag: this.tag }),
        );
      }
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      asked.tones.push(this.context.state);
      start.call(this, when);
    };
    const request = WakeLock.prototype.request;
    WakeLock.prototype.request = async function (this: WakeLock, type?: WakeLockType) {
      const sentinel = await request.call(this, type);
      const lock = { isHeld: true };
      asked.locks.push(lock);
      sentinel.addEventListener('release', () => (lock.isHeld = false));
      return sentinel;
    };
  });
}

function asked(page: Page): Promise<Asked> {
  return page.evaluate(() => (window as unknown as { asked: Asked }).asked);
}

/** Gives the account thresholds that every probability is beyond, and waits until the next bar's signal shows. */
async function turnTo(page: Page, signal: 'LONG' | 'SHORT'): Promise<void> {
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('button', { name: 'Settings…' }).click();
  const dialog = page.getByRole('dialog');
  const long = dialog.getByRole('spinbutton', { name: 'Long threshold' });
  const short = dialog.getByRole('spinbutton', { name: 'Short threshold' });
  if (signal === 'LONG') {
    await short.fill('0.01');
    await long.fill('0.02');
  } else {
    await long.fill('0.99');
    await short.fill('0.98');
  }
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(metric(page, 'signal')).toHaveAttribute('data-value', signal, wait);
}
