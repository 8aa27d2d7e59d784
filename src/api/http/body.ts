import { DomainError } from '../../domain/errors.ts';
import { parseJson, stripByteOrderMark } from '../../validation/validation.ts';
import { DESCRIPTIVE_MEMBERS } from '../contract/descriptive.ts';
import type { Event } from './middleware.ts';

/** Far above the largest body of the contract; deliveries of reviews have a limit of their own. */
const MAX_BYTES = 1_000_000;

/** The body as sent. */
export function bodyBytes({ body, isBase64Encoded }: Event): Buffer<ArrayBuffer> {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/**
 * The value of a JSON body, `{}` for an empty one; or an object with the fields of a form, each a string: of a multipart
 * form a promise of it.
 * @throws DomainError `payload_too_large`, `unsupported_media_type`, `malformed_json`, `malformed_form`
 */
export function readBody(event: Event, acceptsForms: boolean): unknown {
  if (event.body === '') return {};
  const bytes = bodyBytes(event);
  if (bytes.length > MAX_BYTES) {
    throw new DomainError('payload_too_large', `The body exceeds the limit of ${MAX_BYTES} bytes.`);
  }
  const type = event.headers['content-type'] ?? 'application/json';
  if (/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) return readJson(bytes);
  if (acceptsForms && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return readUrlEncoded(bytes);
  if (acceptsForms && /^multipart\/form-data\s*(?:;|$)/i.test(type)) return readMultipart(bytes, type);
  throw unsupported(acceptsForms);
}

function unsupported(acceptsForms: boolean): DomainError {
  const advice = 'Send the body as "Content-Type: application/json"';
  const detail = acceptsForms ? `${advice}, or as a form without files.` : `${advice}.`;
  return new DomainError('unsupported_media_type', detail);
}

function readJson(bytes: Buffer): unknown {
  const text = stripByteOrderMark(bytes.toString('utf8'));
  return text === '' ? {} : parseJson(text, DESCRIPTIVE_MEMBERS);
}

function readUrlEncoded(bytes: Uint8Array): Record<string, string> {
  const text = decodeForm(bytes);
  try {
    // URLSearchParams accepts any text: this rejects incomplete escapes and escaped bytes that are not UTF-8.
    decodeURIComponent(text);
  } catch {
    throw malformed();
  }
  // URLSearchParams would drop a leading "?", which belongs to the name of the first field.
  return toFields(new URLSearchParams(`&${text}`));
}

async function readMultipart(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Record<string, string>> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch(() => {
    throw malformed();
  });
  const fields = [...form].map(([name, value]): [string, string] => {
    if (typeof value !== 'string') throw unsupported(true);
    return [name, value];
  });
  // `formData` replaces bytes that are not UTF-8; they are rejected.
  decodeForm(bytes);
  return toFields(fields);
}

/** @throws DomainError `malformed_form` for bytes that are not UTF-8 */
function decodeForm(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed();
  }
}

/** The last of a repeated field counts. Nested fields (`user[id]`) are rejected: without them the caller would be the user. */
function toFields(entries: Iterable<[string, string]>): Record<string, string> {
  const fields = Object.fromEntries(entries);
  if (Object.keys(fields).some(name => /[[\]]/.test(name))) {
    throw new DomainError('malformed_form', 'The fields of a form cannot be nested. Send the body as JSON.');
  }
  return fields;
}

function malformed(): DomainError {
  return new DomainError('malformed_form', 'The body is not a valid form.');
}
