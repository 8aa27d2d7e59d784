import { brotliDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleStaffPage } from '../../build/staffFiles.ts';
import type { StaffFiles } from '../../src/api/staffPage/files.ts';
import { pageDocument } from '../../src/api/staffPage/pageDocument.ts';

/** What a browser loads before the page works, in bytes. */
const MAX_FIRST_LOAD = 40_000;

let page: StaffFiles;
beforeAll(async () => {
  page = (await bundleStaffPage()).files;
});

const bytesOf = (name: string) => Buffer.from(page.files[name]?.brotli ?? '', 'base64');
const textOf = (name: string) => brotliDecompressSync(bytesOf(name)).toString();

describe('the files of the page for staff', () => {
  it('are a script and a style sheet, named by their content', async () => {
    expect(Object.keys(page.files).sort()).toEqual([page.script, page.style].sort());
    expect(page.script).toMatch(/^page-[A-Z0-9]{8}\.js$/);
    expect(page.style).toMatch(/^style-[A-Z0-9]{8}\.css$/);
    expect((await bundleStaffPage()).files).toEqual(page);
  });

  it(`are at most ${MAX_FIRST_LOAD} bytes with the document, in three requests`, () => {
    const document = pageDocument({ acceptsToken: false, oidc: null }, page, '');
    const total = Buffer.byteLength(document) + bytesOf(page.script).length + bytesOf(page.style).length;
    expect(total).toBeLessThanOrEqual(MAX_FIRST_LOAD);
  });

  it('contain the addresses of endpoints, and neither schemas nor endpoints that the page does not call', () => {
    const script = textOf(page.script);
    expect(script).toContain('/attempt/grouped/course_id/');
    expect(script).not.toMatch(/retire_user|proctoring_review_callback|must be a whole number from/);
  });

  it('load nothing from elsewhere', () => {
    expect(textOf(page.style)).not.toMatch(/url\(|@import/);
    const addresses = textOf(page.script).match(/https?:\/\/[^"'`\s)]+/g) ?? [];
    // The namespace of SVG, and the example in the client's error.
    const texts = ['http://www.w3.org/', 'https://proctoring.example.edu'];
    expect(addresses.filter(address => !texts.some(text => address.startsWith(text)))).toEqual([]);
  });
});
