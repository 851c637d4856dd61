import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chromium, type Browser, type Page } from '@playwright/test';
import { chromiumArgs, findChromium } from '../../scripts/chromium.mjs';

/** A Chromium with a profile on disk that can be killed as a power cut would kill it. */
export interface KillableBrowser {
  readonly page: Page;
  /** Ends all of its processes at once; resolves when they are gone. */
  kill(): Promise<void>;
}

/** Starts Chromium on the folder `profile`; what an earlier one kept there is there. */
export async function startKillableBrowser(profile: string): Promise<KillableBrowser> {
  const path = findChromium() ?? chromium.executablePath();
  const args = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  // A group of its own, so that one signal reaches every process of it.
  const child = spawn(path, [...chromiumArgs, ...args, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  const browser = await chromium.connectOverCDP(await readEndpoint(child));
  return {
    page: await openPage(browser),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await exited;
    },
  };
}

/** Chromium tells on stderr where it can be driven. */
async function readEndpoint({ stderr }: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stderr ?? []) {
    text += String(chunk);
    const found = /DevTools listening on (\S+)/.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`Chromium did not start:\n${text}`);
}

async function openPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  // To store the page for offline use is a third of what a start costs; Playwright blocks that only in contexts of its own.
  await context.addInitScript(() => {
    navigator.serviceWorker.register = () => new Promise(() => undefined);
  });
  return context.pages()[0] ?? (await context.newPage());
}
