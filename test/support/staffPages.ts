import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { type ApiCaller, tokenOf } from './api.ts';
import { until } from './until.ts';

/** Ignored by git. */
const SCREENSHOTS = join(PROJECT_ROOT, 'test-results/staff-page');

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 320, height: 720 };
/** The wide window at a zoom of 200 %. */
export const ZOOMED = { width: WIDE.width / 2, height: WIDE.height / 2, deviceScaleFactor: 2 };

export interface StaffPage {
  page: Page;
  /** Errors and violations of the content security policy, of this page. */
  problems: string[];
  /** Requests to the API, as `METHOD path`. */
  calls: { method: string; url: string; body: string | null }[];
}

interface Viewport {
  width: number;
  height: number;
  deviceScaleFactor?: number;
}

interface OpenOptions {
  viewport?: Viewport;
  colorScheme?: 'light' | 'dark';
  /** Undefined opens the page without a log-in. */
  as?: ApiCaller | undefined;
  url?: string;
}

/** Opens the page for staff at a path, logged in by a token in the fragment. */
export async function openStaffPage(browser: Browser, path: string, options: OpenOptions = {}): Promise<StaffPage> {
  const { viewport: window = WIDE as Viewport, colorScheme = 'light', as, url = inject('stackUrl') } = options;
  const { deviceScaleFactor = 1, ...viewport } = window;
  const settings = {
    ...{ viewport, deviceScaleFactor, colorScheme },
    ...{ timezoneId: 'Europe/Berlin', locale: 'en-GB', acceptDownloads: true },
  };
  const page = await (await browser.newContext(settings)).newPage();
  page.setDefaultTimeout(60_000);
  const problems: string[] = [];
  const calls: StaffPage['calls'] = [];
  page.on('pageerror', error => problems.push(String(error)));
  page.on('console', message => {
    // A log-in provider's own page is not ours.
    const isOurs = message.location().url === '' || message.location().url.startsWith(url);
    if (['error', 'warning'].includes(message.type()) && isOurs) problems.push(message.text());
  });
  page.on('request', sent => {
    if (sent.url().includes('/api/')) calls.push({ method: sent.method(), url: sent.url(), body: sent.postData() });
  });
  await page.goto(`${url}/staff${path}${as ? `#token=${await tokenOf(as)}` : ''}`);
  await loaded(page);
  return { page, problems, calls };
}

/** Waits until a screen shows its data. */
export async function loaded(page: Page): Promise<void> {
  await page.locator('h1').waitFor();
  // Several parts of a screen can load at the same time.
  await until(
    () => page.locator('.loading').count(),
    count => count === 0,
  );
}

/** Asserts accessibility and layout, and keeps a screenshot. */
export async function inspect(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run()')) as axe.AxeResults;
  const violations = found.violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 160))]);
  expect(violations, name).toEqual([]);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** The name of the element with the focus, or its id. */
export async function focusedName(page: Page): Promise<string> {
  const element = 'document.activeElement';
  return String(await page.evaluate(`(${element}?.ariaLabel || ${element}?.innerText || ${element}?.id || '').trim()`));
}

/** Moves the focus by the keyboard until it is on the element of this name. */
export async function moveFocus(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press(key);
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
  }
  throw new Error(`The focus does not reach ${name}`);
}
