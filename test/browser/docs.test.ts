import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { STAFF_PERSON, tokenOf } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';

/** A small phone. */
const PHONE = { width: 360, height: 740 };

let browser: Browser;
const problems: string[] = [];

async function openDocs(viewport = { width: 1280, height: 900 }): Promise<Page> {
  const page = await browser.newPage({ viewport, isMobile: viewport === PHONE });
  page.setDefaultTimeout(60_000);
  page.on('pageerror', error => problems.push(String(error)));
  // Swagger UI catches errors of its own actions.
  page.on('console', message => {
    if (message.type() === 'error' && message.text().includes('Error')) problems.push(message.text());
  });
  await page.goto(`${inject('stackUrl')}/docs`);
  await page.locator('.opblock').first().waitFor();
  return page;
}

/** Clicks by script, without waiting for animations; finds and clicks at once, as a render may replace the element. */
async function press(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor({ state: 'attached' });
  await page.evaluate(`document.querySelector('${selector}').click()`);
}

const overflow = (page: Page) =>
  page.evaluate(
    'Math.max(document.documentElement.scrollWidth, window.innerWidth) - Math.min(window.innerWidth, window.screen.width)',
  );

async function authorize(page: Page): Promise<void> {
  await press(page, '.btn.authorize');
  await page.locator('.modal-ux input').fill(await tokenOf(STAFF_PERSON));
  await press(page, '.modal-ux .btn.authorize');
  await press(page, '.modal-ux .btn-done');
}

async function sendExample(page: Page, section: string, operation: DocumentedOperation): Promise<void> {
  const { operationId, responses } = operation;
  const selector = `[id="operations-${section}-${operationId}"]`;
  const documented = operation['x-example-status'] ?? Number(Object.keys(responses)[0]);
  await press(page, `${selector} .opblock-summary-control`);
  const sent = page
    .waitForRequest(() => true)
    .then(
      request => `${request.method()} ${request.url()}`,
      () => 'no request',
    );
  await press(page, `${selector} .execute`);
  const status = page.locator(`${selector} .live-responses-table .response-col_status`).last();
  const errors = page.locator(`${selector} .validation-errors`);
  await status
    .or(errors)
    .first()
    .waitFor()
    .catch(async error => {
      const texts = await page.locator(selector).innerText();
      throw new Error(`${operationId}: no answer to ${await sent}: ${texts}`, { cause: error });
    });
  expect([operationId, await errors.allInnerTexts()]).toEqual([operationId, []]);
  // A redirect leads to the LMS, which a local stack does not have, or to a vendor's host, which does not exist.
  const possible = documented === 302 ? [404, Number.NaN] : [documented];
  expect(possible, operationId).toContainEqual(Number.parseInt(await status.innerText(), 10));
  await press(page, `${selector} .opblock-summary-control`);
}

describe.skipIf(!findBrowser())('the documentation page in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it('fits a phone of 360 px: the list, a dialog, parameters, bodies, answers and schemas', async () => {
    const page = await openDocs(PHONE);
    expect(await page.evaluate('window.innerWidth')).toBe(PHONE.width);
    expect(await overflow(page), 'the list').toBe(0);
    await press(page, '.btn.authorize');
    await page.locator('.modal-ux').waitFor();
    expect((await page.locator('.modal-ux').boundingBox())?.width).toBeLessThanOrEqual(PHONE.width);
    await press(page, '.modal-ux .close-modal');
    for (const id of ['Lists-getCourseView', 'Attempts-createAttempt', 'Reports-getViolationReport']) {
      const operation = `#operations-${id}`;
      await press(page, `${operation} .opblock-summary-control`);
      await page.locator(`${operation} .responses-inner .highlight-code`).first().waitFor();
      expect(await overflow(page), id).toBe(0);
      await press(page, `${operation} .tab li:nth-of-type(2) button`);
      expect(await overflow(page), `the schema of ${id}`).toBe(0);
      // Names and texts have at least a third of the screen's width.
      const narrow = await page
        .locator(
          `${operation} .opblock-summary-path, ${operation} tbody .parameters-col_name, ${operation} tbody .response-col_description`,
        )
        .evaluateAll(
          (all, minWidth) =>
            all
              .filter(element => element.getBoundingClientRect().width < minWidth)
              .map(element => element.outerHTML.slice(0, 200)),
          PHONE.width / 3,
        );
      expect(narrow, id).toEqual([]);
      await press(page, `${operation} .opblock-summary-control`);
    }
    await page.close();
  });

  it('sends every prefilled example and gets the documented status', async () => {
    const page = await openDocs();
    await authorize(page);
    const { paths } = JSON.parse(await (await fetch(`${inject('stackUrl')}/openapi.json`)).text());
    const operations = Object.values<Record<string, DocumentedOperation>>(paths).flatMap(path => Object.values(path));
    // The page renders every operation of an open section again at each step.
    await page.locator('.opblock-tag-section.is-open .opblock-tag').evaluateAll(headings => {
      for (const heading of headings) (heading as { click(): void }).click();
    });
    for (const [tag, inSection] of Map.groupBy(operations, ({ tags }) => tags[0] ?? '')) {
      // The page writes an underscore for a space of the tag.
      const section = tag.replaceAll(' ', '_');
      await press(page, `[id="operations-tag-${section}"]`);
      for (const operation of inSection) await sendExample(page, section, operation);
      await press(page, `[id="operations-tag-${section}"]`);
    }
    await page.close();
  }, 900_000);

  it('logs no error', () => {
    expect(problems).toEqual([]);
  });
});

interface DocumentedOperation {
  operationId: string;
  tags: string[];
  responses: Record<string, unknown>;
  'x-example-status'?: number;
}
