import { DomainError } from '../../domain/errors.ts';
import { parseJson, withoutMark } from '../../validation/validation.ts';
import { DESCRIPTIVE_MEMBERS } from '../contract/descriptive.ts';
import type { Event } from './middleware.ts';

/** Far above the largest body of the contract; deliveries of reviews have a limit of their own. */
const MAX_BYTES = 1_000_000;

/** The body as sent. */
export function bodyBytes({ body, isBase64Encoded }: Event): Uint8Array<ArrayBuffer> {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/**
 * The value of a JSON body, `{}` for an empty one; or an object with the fields of a form, each a string.
 * @throws DomainError `payload_too_large`, `unsupported_media_type`, `malformed_json`, `malformed_form`
 */
export function readBody(event: Event, acceptsForms: boolean): unknown {
  if (event.body === '') return {};
  if (event.body.length > MAX_BYTES) {
    throw new DomainError('payload_too_large', `The body exceeds the limit of ${MAX_BYTES} bytes.`);
  }
  const type = event.headers['content-type'] ?? 'application/json';
  if (/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) return readJson(event);
  if (acceptsForms && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return readUrlEncoded(event);
  if (acceptsForms && /^multipart\/form-data\s*;/i.test(type)) return readMultipart(event, type);
  throw unsupported(acceptsForms);
}

function unsupported(acceptsForms: boolean): DomainError {
  const advice = 'Send the body as "Content-Type: application/json"';
  const detail = acceptsForms ? `${advice}, or as a form without files.` : `${advice}.`;
  return new DomainError('unsupported_media_type', detail);
}

function textOf(event: Event): string {
  return withoutMark(Buffer.from(bodyBytes(event)).toString('utf8'));
}

function readJson(event: Event): unknown {
  const text = textOf(event);
  return text === '' ? {} : parseJson(text, DESCRIPTIVE_MEMBERS);
}

function readUrlEncoded(event: Event): Record<string, string> {
  const text = textOf(event);
  try {
    // URLSearchParams accepts any text: this rejects incomplete escapes and bytes that are not UTF-8.
    decodeURIComponent(text);
  } catch {
    throw malformed();
  }
  return Object.fromEntries(new URLSearchParams(text));
}

async function readMultipart(event: Event, type: string): Promise<Record<string, string>> {
  const form = await new Response(bodyBytes(event), { headers: { 'content-type': type } }).formData().catch(() => {
    throw malformed();
  });
  const fields = [...form].map(([name, value]) => {
    if (typeof value !== 'string') throw unsupported(true);
    return [name, value] as const;
  });
  return Object.fromEntries(fields);
}

function malformed(): DomainError {
  return new DomainError('malformed_form', 'The body is not a valid form.');
}
