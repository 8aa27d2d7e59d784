import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { type LoginProvider, startLoginProvider } from '../support/loginProvider.ts';
import { inspect, openStaffPage } from '../support/staffPages.ts';
import { until } from '../support/until.ts';
import { startVendorGateway } from '../support/vendorGateway.ts';

const COURSE = 'course-v1:ExampleU+LOGIN+2026';
const CLAIMS = {
  user_id: 77,
  preferred_username: 'ines',
  name: 'Ines Ferro',
  administrator: false,
  course_staff: [COURSE],
};

describe.skipIf(!findBrowser())('the log-in of staff at an OpenID Connect provider', () => {
  let browser: Browser;
  let provider: LoginProvider;
  let gateway: Awaited<ReturnType<typeof startVendorGateway>>;
  beforeAll(async () => {
    provider = await startLoginProvider(CLAIMS);
    [browser, gateway] = await Promise.all([launchBrowser(), startVendorGateway(provider.settings)]);
    provider.permit(gateway.url);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), gateway?.stop(), provider?.stop()]);
  });

  it('leads to the provider and back to the screen, keeps the token in memory, and renews it silently', async () => {
    const path = `/c/${encodeURIComponent(COURSE)}`;
    const { page, problems } = await openStaffPage(browser, path, { url: gateway.url });
    await inspect(page, 'login-provider');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.locator('input[name=login]').fill('ines');
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click();
    await page.getByText('Ines Ferro').waitFor();
    expect(page.url()).toBe(`${gateway.url}/staff${path}`);
    await page.locator('.more').getByText('No attempt matches the filters').waitFor();
    await until(
      async () => provider.grants,
      grants => grants.includes('refresh_token'),
    );
    expect(provider.grants[0]).toBe('authorization_code');
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByText('No attempt of this course has been reviewed yet.').waitFor();
    const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');
    expect(stored).toBe('[{},{},""]');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('renews short-lived tokens once in their life, and again after a failure of the network', async () => {
    const { page } = await openStaffPage(browser, '/', { url: gateway.url });
    let requests = 0;
    await page.route(`${provider.settings.STAFF_OIDC_ISSUER}/token`, async route => {
      requests += 1;
      if (requests === 2) return route.abort();
      return route.continue();
    });
    await page.clock.install();
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.locator('input[name=login]').fill('ines');
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.locator('button[type=submit]').click();
    await page.getByText('Ines Ferro').waitFor();
    expect(requests).toBe(1);
    await page.clock.runFor(11_000);
    await until(
      () => requests,
      count => count === 2,
    );
    await page.clock.runFor(6000);
    await until(
      () => requests,
      count => count === 3,
    );
    await until(
      async () => provider.grants,
      grants => grants.at(-1) === 'refresh_token',
    );
    expect(await page.getByText('Ines Ferro').count()).toBe(1);
    await page.context().close();
  });

  it('rejects an answer to a log-in that this tab has not started', async () => {
    const { page } = await openStaffPage(browser, '/login?code=stolen&state=other', { url: gateway.url });
    expect(await page.locator('.notice').innerText()).toContain('was not started in this tab');
    expect(page.url()).toBe(`${gateway.url}/staff/login`);
    await page.context().close();
  });
});
