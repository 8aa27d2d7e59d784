import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { signExamAccess } from '../../src/api/lists/edxExams/examAccessToken.ts';
import { readExamAccess } from '../../src/config/examAccess.ts';
import { anExam, NOW } from '../support/builders.ts';
import { snippetsOf } from '../support/readmeSnippets.ts';

const folder = mkdtempSync(join(tmpdir(), 'exam-access-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The files that the commands of the documentation write. */
const [snippet = ''] = snippetsOf('docs/operations.md', 'Access tokens');
execFileSync('bash', ['-euc', snippet], { cwd: folder });
const file = (name: string) => readFileSync(join(folder, name), 'utf8');
const [EXAM_ACCESS_KEY, keySet] = [file('exam-access-key.json'), JSON.parse(file('exam-access-keys.json'))];

const exam = anExam();
const sign = (settings: Record<string, string>) => {
  const signing = readExamAccess({ EXAM_ACCESS_KEY, ...settings });
  if (!signing) throw new Error('there is no key');
  return signExamAccess(signing, { userId: 7, access: { exam, seconds: 42 }, now: NOW });
};

describe('a token for the content of an exam', () => {
  it('is verified by the public key set of the documentation, which has nothing private', async () => {
    const token = await sign({});
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS512', typ: 'JWT', kid: 'exams-1' });
    const options = { algorithms: ['RS512'], currentDate: new Date(NOW) };
    const { payload } = await jwtVerify(token, createLocalJWKSet(keySet), options);
    const iat = Math.floor(Date.parse(NOW) / 1000);
    expect(payload).toEqual({
      lms_user_id: 7,
      course_id: exam.courseId,
      content_id: exam.contentId,
      version: '1.2.0',
      iss: 'proctoring',
      iat,
      exp: iat + 42,
    });
    expect(Object.keys(keySet.keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('has the issuer and the version of the settings', async () => {
    const token = await sign({ EXAM_ACCESS_ISSUER: 'https://exams.example.edu', EXAM_ACCESS_VERSION: '2.0.0' });
    const options = { currentDate: new Date(NOW), issuer: 'https://exams.example.edu' };
    expect((await jwtVerify(token, createLocalJWKSet(keySet), options)).payload.version).toBe('2.0.0');
  });
});

describe('the key for access tokens', () => {
  const jwkOf = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('is optional, and so is its id', () => {
    expect(readExamAccess({})).toBeNull();
    expect(readExamAccess({ EXAM_ACCESS_KEY: '' })).toBeNull();
    const { kid: _, ...anonymous } = JSON.parse(EXAM_ACCESS_KEY);
    expect(readExamAccess({ EXAM_ACCESS_KEY: JSON.stringify(anonymous) })).toMatchObject({ keyId: null });
  });

  it.each([
    ['is not JSON', '{broken', 'must be JSON'],
    ['is no object', '7', 'must be the JWK of a private RSA key of 2048 bits or more'],
    ['is a public key', JSON.stringify(keySet.keys[0]), 'must be the JWK of a private RSA key of 2048 bits or more'],
    ['is a set of keys', JSON.stringify(keySet), 'must be the JWK of a private RSA key of 2048 bits or more'],
    ['is short', JSON.stringify(jwkOf(1024).privateKey.export({ format: 'jwk' })), 'of 2048 bits or more'],
    ['is no RSA key', JSON.stringify(ec.privateKey.export({ format: 'jwk' })), 'of 2048 bits or more'],
  ])('that %s stops the function with a message without it', (_case, key, message) => {
    expect(() => readExamAccess({ EXAM_ACCESS_KEY: key })).toThrow(message);
    expect(() => readExamAccess({ EXAM_ACCESS_KEY: key })).toThrow(/^EXAM_ACCESS_KEY: [^{"]+$/);
  });
});
