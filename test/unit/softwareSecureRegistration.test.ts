import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyRegistration } from '../../simulator/verifyRegistration.ts';
import { toExamName } from '../../src/vendors/softwareSecure/examName.ts';
import { examPassword } from '../../src/vendors/softwareSecure/examPassword.ts';
import { flattenBody, type Json } from '../../src/vendors/softwareSecure/flattenBody.ts';
import {
  type PsiRegistration,
  registrationBody,
  toHttpDate,
} from '../../src/vendors/softwareSecure/registrationBody.ts';
import { authorization, signedHeaders, textToSign } from '../../src/vendors/softwareSecure/signRequest.ts';
import { anyText } from '../support/anyText.ts';
import { NOW } from '../support/builders.ts';

const vector = JSON.parse(
  readFileSync(new URL('../fixtures/software-secure/signing-vector.json', import.meta.url), 'utf8'),
);
const key = { keyId: vector.secret_key_id, secret: vector.secret_key };

function aRegistration(overrides: Partial<PsiRegistration> = {}): PsiRegistration {
  return {
    attemptCode: vector.password.clear,
    allowedMinutes: 90,
    isSampleAttempt: false,
    reviewPolicy: 'Open book',
    reviewPolicyException: 'calculator allowed',
    examId: 5123,
    examName: 'Midterm : Thermodynamics',
    courseId: 'course-v1:ExampleU+PHY201+2026',
    fullName: 'Mina',
    email: null,
    launchUrl: 'https://lms.example.edu/start/0F7B',
    now: NOW,
    organization: 'exampleu',
    examSponsor: 'Example University LMS',
    cryptoKey: vector.password.key,
    ...overrides,
  };
}

describe('the signature', () => {
  it('covers method, content type, date and the content of the body', () => {
    expect(textToSign(vector.body, vector.date)).toBe(vector.string_to_sign);
  });

  it('equals the one that PSI computes', () => {
    expect(authorization(vector.body, vector.date, key)).toBe(vector.authorization);
  });

  it('covers the headers that are sent', () => {
    expect(signedHeaders(vector.body, vector.date, key)).toEqual({
      'Content-Type': vector.content_type,
      Date: vector.date,
      Authorization: vector.authorization,
    });
  });
});

describe('flattening', () => {
  it('writes a line for every value', () => {
    expect(flattenBody(vector.flattening.body)).toBe(vector.flattening.text);
  });

  it('has a line for every value of any body, in any order of members', () => {
    const name = fc.stringMatching(/^[a-zA-Z]{1,8}$/);
    const value = fc.letrec<{ any: Json }>(tie => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, 0, -0, '', true, false),
        fc.integer(),
        name,
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(name, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(name, value), body => {
        const text = flattenBody(body);
        expect(text.split('\n').length - 1).toBe(countValues(body));
        const reversed = Object.fromEntries(Object.entries(body).reverse());
        expect(flattenBody(reversed)).toBe(text);
      }),
    );
  });

  function countValues(value: Json): number {
    if (typeof value !== 'object' || value === null) return 1;
    return Object.values(value).reduce((sum: number, member: Json) => sum + countValues(member), 0);
  }
});

describe('the exam password', () => {
  it('can be decrypted by PSI', () => {
    expect(examPassword(vector.password.clear, vector.password.key)).toBe(vector.password.encrypted);
  });

  it('decrypts to any attempt code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), code => {
        const decipher = createDecipheriv('des-ede3-ecb', vector.password.key, null);
        const encrypted = Buffer.from(examPassword(code, vector.password.key), 'base64');
        expect(Buffer.concat([decipher.update(encrypted), decipher.final()]).toString()).toBe(code);
      }),
    );
  });

  it('needs a key of 24 bytes', () => {
    expect(() => examPassword('CODE', 'short')).toThrow(RangeError);
  });
});

describe('the exam name', () => {
  it.each([
    [vector.exam_name.from, vector.exam_name.to],
    ['Midterm', 'Midterm'],
    ['¿Qué?', 'Que_'],
    ['ﬁnal ½ ？', 'final 12 _'],
    ['期末試験', 'Proctored Exam'],
    ['期末 試験', 'Proctored Exam'],
    ['', 'Proctored Exam'],
  ])('%s → %s', (from, to) => {
    expect(toExamName(from)).toBe(to);
  });

  it('is never empty and has no forbidden character', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.string({ unit: 'grapheme' })), name => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
        expect(toExamName(name)).toMatch(/^[\x00-\x7f]+$/);
        expect(toExamName(name)).not.toMatch(/[[\]<>#:|!?/'"*\\]/);
      }),
    );
  });
});

describe('a registration', () => {
  it('has the fields of PSI’s API', () => {
    const body = { ...vector.body, examPassword: vector.password.encrypted };
    expect(registrationBody(aRegistration())).toEqual(body);
  });

  it.each([
    [{ isSampleAttempt: true }, { reviewedExam: false }],
    [{ reviewPolicy: null, reviewPolicyException: null }, { reviewerNotes: 'Closed Book' }],
    [{ reviewPolicy: '' }, { reviewerNotes: 'Closed Book; calculator allowed' }],
    [{ reviewPolicyException: null }, { reviewerNotes: 'Open book' }],
    [{ reviewPolicyException: '' }, { reviewerNotes: 'Open book' }],
    [
      { allowedMinutes: 2000 },
      { orgExtra: expect.objectContaining({ examEndDate: 'Tue, 03 Nov 2026 19:00:12 GMT' }), duration: 2000 },
    ],
    [{ email: 'mina@example.com' }, { orgExtra: expect.objectContaining({ email: 'mina@example.com' }) }],
  ])('of %j has %j', (overrides, fields) => {
    expect(registrationBody(aRegistration(overrides))).toMatchObject(fields);
  });

  it('omits a missing email', () => {
    expect(registrationBody(aRegistration()).orgExtra).not.toHaveProperty('email');
  });

  it.each([
    ['Mina Okafor', 'Mina', 'Okafor'],
    ['Mina de la Cruz', 'Mina', 'de la Cruz'],
    ['Mina', 'Mina', ''],
    ['  Mina  Okafor ', 'Mina', 'Okafor'],
    ['', '', ''],
  ])('of "%s" names "%s" and "%s"', (fullName, firstName, lastName) => {
    expect(registrationBody(aRegistration({ fullName })).orgExtra).toMatchObject({ firstName, lastName });
  });
});

describe('PSI’s side', () => {
  const body = registrationBody(aRegistration({ fullName: 'Müna Okáfor' }));
  const headers = Object.fromEntries(
    Object.entries(signedHeaders(body, toHttpDate(NOW), key)).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const text = JSON.stringify(body);

  it('accepts our signature', () => {
    expect(verifyRegistration(headers, text, key)).toBe('ok');
  });

  it.each([
    ['another secret', headers, text, { ...key, secret: 'another' }, 'wrong signature'],
    ['another key', headers, text, { ...key, keyId: 'key-2' }, 'wrong signature'],
    ['another duration', headers, text.replace('"duration":90', '"duration":900'), key, 'wrong signature'],
    ['a later date', { ...headers, date: 'Mon, 02 Nov 2026 09:40:13 GMT' }, text, key, 'wrong signature'],
    ['no signature', { ...headers, authorization: undefined }, text, key, 'wrong signature'],
    ['no date', { ...headers, date: undefined }, text, key, 'no date'],
    ['a date of another kind', { ...headers, date: NOW }, text, key, 'no date'],
    ['a form', { ...headers, 'content-type': 'text/plain' }, text, key, 'wrong content type'],
    ['a list', headers, '[]', key, 'not JSON'],
    ['half a body', headers, text.slice(0, 50), key, 'not JSON'],
  ])('rejects %s', (_case, sent, json, withKey, complaint) => {
    expect(verifyRegistration(sent, json, withKey)).toBe(complaint);
  });
});
