import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CALLBACK_BYTES } from '../../src/vendors/delivery.ts';
import { redactMembers } from '../../src/vendors/redactMembers.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/parse.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/software-secure/${name}.json`, import.meta.url));
const clean = JSON.parse(fixture('clean').toString());
const parse = (payload: unknown) => parseReviewCallback(Buffer.from(JSON.stringify(payload)));

describe('a callback of PSI', () => {
  it('has the attempt’s code and external id, the status and the link', () => {
    expect(parseReviewCallback(fixture('clean'))).toMatchObject({
      vendor: 'software_secure',
      locate: {
        attemptCode: '0F7B6C1A-5E55-4C39-9D0E-6C1B7C4F2A10',
        externalId: 'A91F33C0-62D4-4D8B-8C7B-0C6F4BB0D5E1',
      },
      reviewStatus: 'Clean',
      videoLink: 'https://review.vendor.example/DirectLink-Generic.aspx?ID=8f1c2e',
    });
  });

  it('gives one comment for every entry of both lists', () => {
    const { comments } = parseReviewCallback(fixture('suspicious'));
    expect(comments.map(comment => comment.source)).toEqual(['webcam', 'webcam', 'webcam', 'desktop', 'desktop']);
    expect(comments[4]).toEqual({
      start: 702,
      stop: 714,
      duration: 12,
      comment: 'Calculator application in use',
      status: 'Clean',
      source: 'desktop',
    });
  });

  it.each([
    [[], 5],
    [['webCamComments'], 2],
    [['desktopComments'], 3],
    [['webCamComments', 'desktopComments'], 0],
  ])('may omit %j: %i comments', (absent, count) => {
    const payload = Object.fromEntries(Object.entries(clean).filter(([name]) => !absent.includes(name)));
    expect(parse(payload).comments).toHaveLength(count);
    expect(parse({ ...clean, ...Object.fromEntries(absent.map(name => [name, null])) }).comments).toHaveLength(count);
  });

  it('is stored byte for byte except the video link', () => {
    const photo = randomBytes(1_000_000).toString('base64');
    const text = JSON.stringify({ ...clean, userPhotoBase64String: photo }, null, 3);
    const { payload } = parseReviewCallback(Buffer.from(text));
    expect(Buffer.from(payload).toString()).toBe(text.replace(clean.videoReviewLink, ''));
  });

  it('is stored byte for byte even if the bytes are not text', () => {
    const broken = Buffer.from(JSON.stringify({ ...clean, examDate: 'X' }).replace('"X"', '"\u00ff"'), 'latin1');
    const { payload } = parseReviewCallback(broken);
    expect(Buffer.from(payload).toString('latin1')).toBe(broken.toString('latin1').replace(clean.videoReviewLink, ''));
  });

  it('is a repeated delivery only with the same bytes', () => {
    expect(parse(clean).digest).toBe(parse(clean).digest);
    expect(parse(clean).digest).not.toBe(parse({ ...clean, examDate: 'other' }).digest);
    const indented = Buffer.from(JSON.stringify(clean, null, 1));
    expect(parse(clean).digest).not.toBe(parseReviewCallback(indented).digest);
  });
});

describe('a rejected callback', () => {
  it.each([
    ['not JSON', 'Clean', 'malformed_json'],
    ['cut off half-way', fixture('clean').toString().slice(0, 500), 'malformed_json'],
    ['nothing', '', 'malformed_json'],
    ['half a surrogate pair in the status', '{"reviewStatus":"\\ud800"}', 'invalid_request'],
    ['nested without end', '['.repeat(100_000), 'malformed_json'],
    ['null', 'null', 'invalid_request'],
    ['a list', '[]', 'invalid_request'],
    ['an empty object', '{}', 'invalid_request'],
    [
      'a code that is no text',
      JSON.stringify({ ...clean, examMetaData: { ...clean.examMetaData, examCode: 5 } }),
      'invalid_request',
    ],
    [
      'an empty code',
      JSON.stringify({ ...clean, examMetaData: { ...clean.examMetaData, examCode: '' } }),
      'invalid_request',
    ],
    ['no code', JSON.stringify({ ...clean, examMetaData: { ssiRecordLocator: 'A' } }), 'invalid_request'],
    ['no locator', JSON.stringify({ ...clean, examMetaData: { examCode: 'A' } }), 'invalid_request'],
    ['no status', JSON.stringify({ ...clean, reviewStatus: undefined }), 'invalid_request'],
    ['comments that are no list', JSON.stringify({ ...clean, webCamComments: { a: 1 } }), 'invalid_request'],
    ['too many bytes', `"${'x'.repeat(MAX_CALLBACK_BYTES)}"`, 'payload_too_large'],
  ])('%s', (_case, body, code) => {
    expect(() => parseReviewCallback(Buffer.from(body))).toThrow(expect.objectContaining({ code }));
  });

  it.each([60_000, 2_000_000])('%i bad comments: one short error', count => {
    const body = JSON.stringify({ ...clean, webCamComments: 'X' }).replace('"X"', `[${'1,'.repeat(count - 1)}1]`);
    const problem = expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(/^.{1,200}$/) });
    expect(() => parseReviewCallback(Buffer.from(body))).toThrow(problem);
  });

  it('a thousand bad comments: an answer of bounded length', () => {
    const problem = expect.objectContaining({ inputErrors: expect.objectContaining({ length: 20 }) });
    expect(() => parse({ ...clean, webCamComments: Array(1000).fill(1) })).toThrow(problem);
  });

  it('names the field, never its value', () => {
    const secret = { ...clean, reviewStatus: { personal: 'Mina' }, examMetaData: 'Mina' };
    const problem = (() => {
      try {
        return parse(secret);
      } catch (error) {
        return error as Error & { inputErrors: unknown };
      }
    })();
    expect(problem).toMatchObject({
      inputErrors: expect.arrayContaining([{ pointer: '/reviewStatus', detail: 'must be a string' }]),
    });
    expect(JSON.stringify(problem)).not.toContain('Mina');
  });
});

describe('redacting', () => {
  it('finds the member at any place and in any notation', () => {
    const json =
      '{ "a": {"link" : "x\\"y"}, "l\\u0069nk":\n"z", "text": "\\"link\\":\\"no\\"", "link": 5, "m":["link","link"] }';
    expect(redactMembers(json, ['link'])).toBe(
      '{ "a": {"link" : ""}, "l\\u0069nk":\n"", "text": "\\"link\\":\\"no\\"", "link": "", "m":["link","link"] }',
    );
  });

  it('handles several members at once', () => {
    const json = '{"a":{"link":"x"},"text":"link","archive":["y"],"b":"link"}';
    expect(redactMembers(json, ['archive', 'link'])).toBe('{"a":{"link":""},"text":"link","archive":"","b":"link"}');
    expect(redactMembers(json, [])).toBe(json);
  });

  it('removes a value of any type', () => {
    for (const value of [
      '[1,{"link":"]"}]',
      '{"u":"https://secret"}',
      '-1.5e3',
      'true',
      'null',
      '"a\\\\"',
      '[]',
      '{}',
    ]) {
      expect(redactMembers(`{"link":${value},"a":1}`, ['link'])).toBe('{"link":"","a":1}');
      expect(redactMembers(`{"link": ${value} }`, ['link'])).toBe('{"link": "" }');
      expect(redactMembers(`[{"link":${value}}]`, ['link'])).toBe('[{"link":""}]');
    }
  });

  it.each(['"link"', ' "link" ', '["link"]', '7', '{"a":"link"}'])(
    'leaves JSON without the member unchanged: %s',
    json => {
      expect(redactMembers(json, ['link'])).toBe(json);
    },
  );

  it('leaves the rest of any JSON unchanged', () => {
    const objects = fc.dictionary(fc.constantFrom('link', 'a', '"', '\\'), fc.oneof(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 2), (object, space) => {
        const redacted = JSON.parse(redactMembers(JSON.stringify(object, null, space), ['link']));
        const withoutLinks = (value: unknown): unknown => {
          if (Array.isArray(value)) return value.map(withoutLinks);
          if (typeof value !== 'object' || value === null) return value;
          return Object.fromEntries(
            Object.entries(value).map(([name, member]) => [name, name === 'link' ? '' : withoutLinks(member)]),
          );
        };
        expect(redacted).toEqual(withoutLinks(JSON.parse(JSON.stringify(object))));
      }),
    );
  });
});
