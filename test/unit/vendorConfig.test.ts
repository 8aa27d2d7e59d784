import { describe, expect, it } from 'vitest';
import { toAttemptSoftware } from '../../src/domain/vendors/attemptSoftware.ts';
import { toVendorConfig, withVendorConfig } from '../../src/domain/vendors/vendorConfig.ts';
import { aBackend } from '../support/builders.ts';

const LINK = 'https://vendor.example/download?token=abc';
const longLink = (length: number) => `${LINK}${'x'.repeat(length)}`.slice(0, length);

describe('the configuration that a vendor publishes', () => {
  it('has the documented members', () => {
    const members = { name: 'Vendor', rules: { allow_notes: 'Notes' }, instructions: ['Install.'] };
    expect(toVendorConfig({ ...members, download_url: LINK, secret: 'x', links: {} })).toEqual({
      ...members,
      downloadUrl: LINK,
    });
  });

  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['nulls', { name: null, rules: null, download_url: null, instructions: null }, {}],
    ['other types', { name: 7, rules: 'no notes', download_url: {}, instructions: 'Install.' }, {}],
    ['blank texts', { name: ' ', rules: { a: '' }, instructions: ['', ' '] }, {}],
    ['spaces around texts', { name: ' V ', instructions: [' a '] }, { name: 'V', instructions: ['a'] }],
    [
      'entries of other types',
      { instructions: [1, null, 'a', ['b']], rules: { x: 1, y: 'b' } },
      { instructions: ['a'], rules: { y: 'b' } },
    ],
    [
      'names that are none',
      { rules: JSON.parse('{"__proto__":"a","":"b","a b":"c","ok-1":"d"}') },
      { rules: { 'ok-1': 'd' } },
    ],
    ['a script as a link', { download_url: 'javascript:alert(1)' }, {}],
    ['a relative link', { download_url: '/download' }, {}],
    ['a long link', { download_url: longLink(2048) }, { downloadUrl: longLink(2048) }],
    ['a longer link', { download_url: longLink(2049) }, {}],
    ['lone surrogates', { name: 'a\ud800' }, { name: 'a\ufffd' }],
  ])('drops or repairs %s', (_case, answer, expected) => {
    expect(toVendorConfig(answer as Record<string, unknown>)).toEqual(expected);
  });

  it('is truncated to its limits', () => {
    const rules = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`rule_${index}`, 'x'.repeat(400)]));
    const bounded = toVendorConfig({ name: 'x'.repeat(300), rules, instructions: Array(30).fill('x'.repeat(600)) });
    expect(bounded.name).toHaveLength(255);
    expect(Object.values(bounded.rules ?? {}).map(rule => rule.length)).toEqual(Array(50).fill(300));
    expect(bounded.instructions?.map(step => step.length)).toEqual(Array(20).fill(500));
  });

  it('is shown with the backend, whose own configuration wins', () => {
    const backend = aBackend({ config: { name: 'Ours', links: { faq: 'x' } } });
    expect(withVendorConfig(backend, { name: 'Theirs', downloadUrl: LINK }).config).toEqual({
      name: 'Ours',
      download_url: LINK,
      links: { faq: 'x' },
    });
    expect(withVendorConfig(backend, undefined)).toBe(backend);
  });
});

describe('the software of an attempt, by a vendor’s answer', () => {
  it.each<[string, object, string | null, string | null]>([
    ['all', { download_url: LINK, instructions: ['Install\n it.', 'Run it.'] }, LINK, 'Install it.\nRun it.'],
    ['nothing', {}, null, null],
    ['other types', { download_url: 7, instructions: { a: 'b' } }, null, null],
    ['a script as a link', { download_url: 'data:text/html,x' }, null, null],
    ['a long link', { download_url: longLink(1024) }, longLink(1024), null],
    ['a longer link', { download_url: longLink(1025) }, null, null],
    ['long steps', { instructions: ['x'.repeat(300)] }, null, 'x'.repeat(200)],
    ['many steps', { instructions: Array(30).fill('a') }, null, Array(10).fill('a').join('\n')],
  ])('%s', (_case, answer, downloadUrl, vendorInstructions) => {
    expect(toAttemptSoftware(answer as Record<string, unknown>)).toEqual({ downloadUrl, vendorInstructions });
  });
});
