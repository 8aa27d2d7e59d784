import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { type ApiCaller, parseIfJson, sessionCookiesOf } from './api.ts';
import { type BrowserPage, frontEndClient } from './browserCaller.ts';

/**
 * A page of the origin, in a browser whose user is logged in at the LMS.
 * @param host address of the service; cookies belong to its host name, on any port
 */
export async function openPageOf(
  browser: Browser,
  { origin, host, caller }: { origin: string; host: string; caller: ApiCaller },
): Promise<Page> {
  const context = await browser.newContext();
  const { hostname: domain } = new URL(host);
  const cookies = await sessionCookiesOf(caller);
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, domain, path: '/' })));
  const page = await context.newPage();
  await page.goto(origin);
  return page;
}

export interface PageRequest {
  path: string;
  method: string;
  headers?: Record<string, string>;
  body?: string;
  /** Fields of a form in parts, in place of the body. */
  parts?: Readonly<Record<string, string>>;
  mode?: 'cors' | 'no-cors';
  /** Address of the service; by default the shared stack's. */
  host?: string;
}

/** Sends the request from the page as a front end does: with the browser's cookies. */
export function fetchFrom(
  page: Page,
  { path, host = inject('stackUrl'), parts, ...options }: PageRequest,
): Promise<{ status: number; body: string }> {
  const request = JSON.stringify({ url: host + path, parts, options: { credentials: 'include', ...options } });
  return page.evaluate(`(async ({ url, parts, options }) => {
    if (parts) {
      options.body = new FormData();
      for (const [name, value] of Object.entries(parts)) options.body.set(name, value);
    }
    try {
      const response = await fetch(url, options);
      return { status: response.status, body: await response.text() };
    } catch (error) {
      return { status: -1, body: String(error) };
    }
  })(${request})`);
}

/** A front end of Open edX as the script of this page. */
export function frontEndIn(page: Page, host: string): BrowserPage {
  return frontEndClient(async (method, path, headers, { json, form, multipart: parts } = {}) => {
    const text = form ? new URLSearchParams(form).toString() : JSON.stringify(json);
    const { status, body } = await fetchFrom(page, {
      ...{ host, method, path, headers },
      ...(parts ? { parts } : { body: text }),
    });
    return { status, headers: new Headers(), text: body, body: parseIfJson(body) };
  });
}
