import type { TestProject } from 'vitest/node';
import { startStack } from '../../dev/stack.ts';
import { findBrowser, INSTALL_BROWSER } from './browser.ts';

/** One stack with the default settings for all browser tests, if there is a browser for them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!findBrowser()) {
    console.log(`The browser tests are skipped: there is no browser. Install one: ${INSTALL_BROWSER}`);
    return undefined;
  }
  const stack = await startStack({ quiet: true });
  project.provide('stackUrl', stack.url);
  return () => stack.stop();
}
