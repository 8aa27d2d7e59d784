import { describe, expect, it } from 'vitest';
import { acceptedFormat } from '../../src/api/http/acceptedFormat.ts';

const FORMATS = { json: 'application/json', csv: 'text/csv' };

describe('the format that an Accept header prefers', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; charset=utf-8', 'csv'],
    ['text/*', 'csv'],
    ['text/csv, application/json', 'json'],
    ['text/csv, application/json;q=0.9', 'csv'],
    ['text/csv;q=0.5, */*;q=0.1', 'csv'],
    ['application/json;q=0, */*', 'csv'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'json'],
  ])('%j: %s', (accept, format) => {
    expect(acceptedFormat(accept, FORMATS)).toBe(format);
  });

  it.each(['application/xml', 'text/csv;q=0', '*/*;q=0', 'nonsense', ',;,', 'text/csv;q=often'])('%j: none', accept => {
    expect(() => acceptedFormat(accept, FORMATS)).toThrow(expect.objectContaining({ code: 'not_acceptable' }));
  });
});
