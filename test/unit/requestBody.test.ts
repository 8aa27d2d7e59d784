import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/api/http/body.ts';
import { toEvent } from '../../src/api/http/event.ts';

const FORM = 'application/x-www-form-urlencoded';
const BOUNDARY = 'x-boundary';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

function eventOf(type: string | undefined, body: string, isBase64Encoded = false) {
  const headers = type === undefined ? {} : { 'Content-Type': type };
  return toEvent({
    ...{ rawPath: '/', headers, isBase64Encoded, requestContext: { http: { method: 'PUT' } } },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
  });
}

const part = (disposition: string, value: string, headers = '') =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n${headers}\r\n${value}\r\n`;
const END = `--${BOUNDARY}--\r\n`;

describe('a form', () => {
  it.each([
    ['fields, each a string', FORM, 'action=stop&user_id=7', { action: 'stop', user_id: '7' }],
    ['a charset beside the type', `${FORM}; charset=UTF-8`, 'action=stop', { action: 'stop' }],
    ['escapes and plus signs', FORM, 'detail=a%20b+c%26%C3%A9', { detail: 'a b c&é' }],
    ['the last of a repeated field', FORM, 'action=stop&action=submit', { action: 'submit' }],
    ['a leading question mark', FORM, '?action=stop', { '?action': 'stop' }],
    ['an empty field', FORM, 'detail=&action=stop', { detail: '', action: 'stop' }],
    ['no fields', FORM, '', {}],
    ['a byte order mark before it', FORM, '\uFEFFaction=stop', { action: 'stop' }],
    [
      'parts',
      MULTIPART,
      `${part('name="action"', 'stop')}${part('name="é"', '7\r\n8')}${END}`,
      { action: 'stop', é: '7\r\n8' },
    ],
    ['the last of repeated parts', MULTIPART, `${part('name="a"', '1')}${part('name="a"', '2')}${END}`, { a: '2' }],
  ])('has %s', async (_case, type, body, expected) => {
    expect(await readBody(eventOf(type, body), true)).toEqual(expected);
    expect(await readBody(eventOf(type, body, true), true)).toEqual(expected);
  });

  it('gives an object a field called __proto__, and no other prototype', async () => {
    const fields = (await readBody(eventOf(FORM, '__proto__=x'), true)) as object;
    expect([Object.keys(fields), Object.getPrototypeOf(fields)]).toEqual([['__proto__'], Object.prototype]);
  });

  it.each([
    ['an incomplete escape', FORM, 'action=%4', 'malformed_form'],
    ['an escape of bytes that are not UTF-8', FORM, 'action=%ff', 'malformed_form'],
    ['parts without an end', MULTIPART, part('name="action"', 'stop'), 'malformed_form'],
    ['parts of another boundary', `${MULTIPART}2`, `${part('name="action"', 'stop')}${END}`, 'malformed_form'],
    ['parts without a boundary', 'multipart/form-data; x', 'x', 'malformed_form'],
    ['a part without a name', MULTIPART, `${part('filename="x"', 'stop')}${END}`, 'malformed_form'],
    ['a field of an object', FORM, 'user[id]=5&exam_id=7', 'malformed_form'],
    ['a part of an object', MULTIPART, `${part('name="user[id]"', '5')}${END}`, 'malformed_form'],
    ['parts of no boundary at all', 'multipart/form-data', 'x', 'malformed_form'],
    ['a file', MULTIPART, `${part('name="action"; filename="a.txt"', 'stop')}${END}`, 'unsupported_media_type'],
    ['more than the limit', FORM, `detail=${'x'.repeat(1_000_000)}`, 'payload_too_large'],
    ['another type', 'text/plain', 'action=stop', 'unsupported_media_type'],
    [
      'another type with that name in it',
      'text/plain; application/x-www-form-urlencoded',
      'a=b',
      'unsupported_media_type',
    ],
  ])('is rejected with %s', async (_case, type, body, code) => {
    const read = async () => readBody(eventOf(type, body), true);
    await expect(read()).rejects.toMatchObject({ code });
  });

  it.each([
    ['URL-encoded', FORM, Buffer.from([0x61, 0x3d, 0xe9])],
    [
      'in parts',
      MULTIPART,
      Buffer.concat([Buffer.from(part('name="a"', 'x').trimEnd()), Buffer.from([0xe9]), Buffer.from(`\r\n${END}`)]),
    ],
  ])('is rejected with bytes that are not UTF-8, %s', async (_case, type, bytes) => {
    const event = { ...eventOf(type, ''), body: bytes.toString('base64'), isBase64Encoded: true };
    const read = async () => readBody(event, true);
    await expect(read()).rejects.toMatchObject({ code: 'malformed_form' });
  });

  it('has the same limit in base64, of bytes', async () => {
    const read = async (size: number) => readBody(eventOf(FORM, `a=${'x'.repeat(size - 2)}`, true), true);
    expect(Object.keys((await read(1_000_000)) as object)).toEqual(['a']);
    await expect(read(1_000_001)).rejects.toMatchObject({ code: 'payload_too_large' });
    const euros = async () => readBody(eventOf('application/json', JSON.stringify({ a: '€'.repeat(400_000) })), false);
    await expect(euros()).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it.each([FORM, MULTIPART])('is rejected by an endpoint that takes JSON alone: %s', async type => {
    const read = async () => readBody(eventOf(type, 'a=b'), false);
    await expect(read()).rejects.toMatchObject({ code: 'unsupported_media_type' });
  });
});
