import { type Browser, chromium } from 'playwright-core';
import { findProgram, isExecutable } from './findProgram.ts';

/** The command that installs a browser for the tests on Debian and Ubuntu. */
export const INSTALL_BROWSER = 'apt-get update && apt-get install -y chromium';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of the tests: CHROMIUM_PATH, else the first of the usual names on the PATH. */
export function findBrowser(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  if (env.CHROMIUM_PATH) return isExecutable(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : undefined;
  return findProgram(NAMES, env);
}

/** A browser without background network traffic. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(`There is no browser. Install one: ${INSTALL_BROWSER}`);
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args, headless: true });
}
