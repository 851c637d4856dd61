import type { Page } from 'puppeteer-core';

/** Clicks in a page that puppeteer drives, once that can be clicked. */
export function press(tab: Page, role: 'link' | 'button', name: string): Promise<void> {
  return tab.locator(`::-p-aria([name="${name}"][role="${role}"])`).click();
}
