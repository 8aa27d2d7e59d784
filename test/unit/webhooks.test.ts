import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES, matchesType } from '../../src/domain/events/eventTypes.ts';
import { laterBy } from '../../src/domain/time.ts';
import { isPublicAddress } from '../../src/domain/webhooks/publicAddress.ts';
import { courseOf, isSubscribed } from '../../src/domain/webhooks/subscription.ts';
import type { Webhook } from '../../src/domain/webhooks/webhook.ts';
import { activateWebhook, changeWebhook, type WebhookChange } from '../../src/domain/webhooks/webhookChange.ts';
import { earlierSecretsUntil, rotateSecrets, validSecrets } from '../../src/domain/webhooks/webhookSecrets.ts';
import { checkWebhookUrl, MAX_URL_LENGTH } from '../../src/domain/webhooks/webhookUrl.ts';
import { drawWebhookId, drawWebhookSecret } from '../../src/platform/system.ts';
import { anEvent, aWebhook, NOW } from '../support/builders.ts';

describe('an address', () => {
  it.each([
    ...['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '172.15.255.255'],
    ...['172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
    ...['2606:4700::1111', '2a00:1450:4001::200e', '2001:200::1', '2003::1', '2400:cb00:0:0:0:0:0:1'],
  ])('%s is public', address => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1', '127.1.2.3'],
    ...['169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.0.2.1', '192.88.99.1'],
    ...['192.168.0.1', '198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1', '239.1.1.1'],
    ...['240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::7f00:1'],
    ...['64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', 'fc00::1', 'fdff::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
    ...['ff02::1', '2001::1', '2001:1ff::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '3fff:fff::1', '4000::1'],
    ...['', 'lms.example.edu', '1.2.3', '1.2.3.4.5', '256.1.1.1', '0x8.8.8.8', ' 8.8.8.8', '2606::1::1', '2606:4700'],
    ...[
      '2606:4700:1:2:3:4:5:6:7',
      '2606:4700:1:2:3:4:5:6::',
      '2606:47000::1',
      '2606:g::1',
      ':::',
      ':',
      '2606:4700::1.2.3.4',
    ],
  ])('%s is not', address => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

const DEPLOYED = { permitsLocalHttp: false, isPublicAddress };
const LOCAL = { ...DEPLOYED, permitsLocalHttp: true };

describe('the URL of a webhook', () => {
  it.each([
    ['https://lms.example.edu/events', 'https://lms.example.edu/events'],
    ['https://LMS.Example.edu', 'https://lms.example.edu/'],
    ['https://lms.example.edu:443/a?b=c', 'https://lms.example.edu/a?b=c'],
    ['https://lms.example.edu:1024/', 'https://lms.example.edu:1024/'],
    ['https://bücher.example.com/ü', 'https://xn--bcher-kva.example.com/%C3%BC'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
    [' https://lms.example.edu/\n', 'https://lms.example.edu/'],
  ])('may be %s', (text, url) => {
    expect(checkWebhookUrl(text, DEPLOYED)).toEqual({ url });
  });

  it.each([
    ['', 'must be a URL'],
    ['lms.example.edu', 'must be a URL'],
    ['https://', 'must be a URL'],
    ['http://lms.example.edu/', 'must begin with https'],
    ['http://127.0.0.1:8080/', 'must begin with https'],
    ['ftp://lms.example.edu/', 'must begin with https'],
    ['javascript:alert(1)', 'must begin with https'],
    ['https://a@lms.example.edu/', 'user name'],
    ['https://:b@lms.example.edu/', 'user name'],
    ['https://lms.example.edu/#a', 'fragment'],
    ['https://lms.example.edu/#', 'fragment'],
    ['https://lms.example.edu:22/', 'port'],
    ['https://lms.example.edu:1023/', 'port'],
    ['https://lms.example.edu:0/', 'port'],
    ...[
      ...['localhost', 'localhost.', 'a.localhost', 'a.local', 'db.internal', 'router.lan', 'a.home.arpa', 'intranet'],
      ...['127.0.0.1', '127.1', '2130706433', '0x7f.0.0.1', '0177.0.0.1', '127.0.0.1.', '10.0.0.8', '169.254.169.254'],
      ...['[::1]', '[::ffff:127.0.0.1]', '[fd00::1]', '[fe80::1]', '[64:ff9b::169.254.169.254]', '0', '１２７.0.0.1'],
    ].map((host): [string, string] => [`https://${host}/`, 'public host']),
    [`https://lms.example.edu/${'ü'.repeat(400)}`, 'characters'],
  ])('may not be %s', (text, fault) => {
    expect(checkWebhookUrl(text, DEPLOYED)).toEqual({ fault: expect.stringContaining(fault) });
  });

  it('may have its maximum length', () => {
    const start = 'https://lms.example.edu/';
    const ofLength = (length: number) => start + 'x'.repeat(length - start.length);
    expect(checkWebhookUrl(ofLength(MAX_URL_LENGTH), DEPLOYED)).toHaveProperty('url');
    expect(checkWebhookUrl(ofLength(MAX_URL_LENGTH + 1), DEPLOYED)).toHaveProperty('fault');
  });

  it('may lead to this machine in the local stack, and to no other machine without TLS', () => {
    for (const url of ['http://127.0.0.1:4000/', 'http://localhost:4000/a', 'http://127.0.0.1/']) {
      expect(checkWebhookUrl(url, LOCAL)).toEqual({ url });
    }
    for (const url of [
      'http://127.0.0.2:4000/',
      'http://lms.example.edu/',
      'http://[::1]:4000/',
      'https://127.0.0.1/',
    ]) {
      expect(checkWebhookUrl(url, LOCAL)).toHaveProperty('fault');
    }
    expect(checkWebhookUrl('http://a:b@127.0.0.1:4000/', LOCAL)).toHaveProperty('fault');
  });
});

describe('the secrets of a webhook', () => {
  const secret = (name: string, until: string | null = null) => ({ secret: name, until });
  const at = (hours: number) => laterBy(NOW, hours * 3600);

  it.each([
    ['the earlier ones for the overlap', [secret('a')], 24, [secret('b'), secret('a', at(24))]],
    ['none of them without an overlap', [secret('a')], 0, [secret('b')]],
    ['none longer than before', [secret('a', at(1))], 24, [secret('b'), secret('a', at(1))]],
    ['those with a later end for a shorter time', [secret('a', at(30))], 24, [secret('b'), secret('a', at(24))]],
    ['none whose time is up', [secret('a', NOW)], 24, [secret('b')]],
  ])('a rotation leaves %s', (_case, before, hours, after) => {
    expect(rotateSecrets(before, 'b', { now: NOW, overlapSeconds: hours * 3600 })).toEqual(after);
  });

  it('sign until their end', () => {
    const secrets = [secret('b'), secret('a', at(1))];
    expect(validSecrets(secrets, laterBy(at(1), -1))).toEqual(secrets);
    expect(validSecrets(secrets, at(1))).toEqual([secret('b')]);
    expect(earlierSecretsUntil(secrets, NOW)).toBe(at(1));
    expect(earlierSecretsUntil(secrets, at(1))).toBeNull();
    expect(earlierSecretsUntil([secret('c'), secret('b', at(2)), secret('a', at(1))], NOW)).toBe(at(2));
  });

  it('are drawn in the form of Standard Webhooks, as the ids are in theirs', () => {
    expect(drawWebhookSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(drawWebhookId()).toMatch(/^whk_[0-9a-f]{24}$/);
    expect(drawWebhookSecret()).not.toBe(drawWebhookSecret());
  });
});

describe('a change of a webhook', () => {
  const URL = 'https://other.example.edu/';
  const later = laterBy(NOW, 5);

  it.each<[Webhook['status'], WebhookChange, Webhook['status']]>([
    ['active', { description: 'x' }, 'active'],
    ['active', { status: 'active', types: ['proctoring.review.*'] }, 'active'],
    ['active', { url: URL }, 'pending'],
    ['active', { url: URL, status: 'active' }, 'pending'],
    ['active', { url: URL, status: 'disabled' }, 'disabled'],
    ['active', { status: 'pending' }, 'pending'],
    ['active', { status: 'disabled' }, 'disabled'],
    ['pending', { url: URL }, 'pending'],
    ['pending', { status: 'disabled' }, 'disabled'],
    ['disabled', { description: 'x' }, 'disabled'],
    ['disabled', { url: URL }, 'pending'],
    ['disabled', { status: 'pending' }, 'pending'],
  ])('of one that is %s by %j leaves it %s', (status, change, expected) => {
    const disabledBecause = status === 'disabled' ? 'failing' : null;
    const after = changeWebhook(
      aWebhook({ status, disabledBecause, disabledAt: disabledBecause && NOW }),
      change,
      later,
    );
    expect(after).toMatchObject({ status: expected, version: 2, modifiedAt: later });
    const isAnew = status !== 'disabled';
    expect(after.disabledBecause).toBe(expected === 'disabled' ? (isAnew ? 'requested' : 'failing') : null);
    expect(after.disabledAt).toBe(expected === 'disabled' ? (isAnew ? later : NOW) : null);
  });

  it.each(['pending', 'disabled'] as const)('activates none that is %s: only a test does', status => {
    const before = aWebhook({ status });
    expect(() => changeWebhook(before, { status: 'active', url: URL }, later)).toThrow(
      expect.objectContaining({ code: 'webhook_not_verified', message: expect.stringContaining('test') }),
    );
    const after = activateWebhook(before, later);
    expect(after).toEqual({
      ...before,
      status: 'active',
      disabledBecause: null,
      disabledAt: null,
      version: 2,
      modifiedAt: later,
    });
  });

  it('to the same values is none', () => {
    const before = aWebhook({ status: 'active', courseIds: ['course-v1:X+Y+Z'] });
    const { url, types, courseIds, include, description, status } = before;
    const same = { url, types: [...types], courseIds: [...(courseIds ?? [])], include, description, status };
    expect(changeWebhook(before, same, later)).toBe(before);
    expect(changeWebhook(before, {}, later)).toBe(before);
    expect(changeWebhook(before, { courseIds: null }, later)).toMatchObject({ courseIds: null, version: 2 });
  });
});

describe('a subscription', () => {
  const VERIFIED = 'proctoring.attempt.verified.v1';

  it.each([
    [[VERIFIED], null, true],
    [['proctoring.attempt.*'], null, true],
    [['proctoring.review.*', 'proctoring.attempt.ver*'], null, true],
    [['*'], null, true],
    [['proctoring.attempt.verified'], null, false],
    [['proctoring.review.*'], null, false],
    [[], null, false],
    [['*'], ['course-v1:X+Y+Z'], true],
    [['*'], ['course-v1:A+B+C', 'course-v1:X+Y+Z'], true],
    [['*'], ['course-v1:A+B+C'], false],
    [['proctoring.review.*'], ['course-v1:X+Y+Z'], false],
  ])('to %j of %j: %j', (types, courseIds, expected) => {
    expect(isSubscribed({ types, courseIds }, { type: VERIFIED, courseId: 'course-v1:X+Y+Z' })).toBe(expected);
  });

  it('to some courses has no event without one', () => {
    const event = { type: VERIFIED, courseId: null };
    expect(isSubscribed({ types: ['*'], courseIds: [''] }, event)).toBe(false);
    expect(isSubscribed({ types: ['*'], courseIds: null }, event)).toBe(true);
  });

  it('takes the course from the event', () => {
    expect(courseOf(anEvent())).toBeNull();
    const exam = { id: 1, course_id: 'course-v1:X+Y+Z', content_id: null, type: null };
    expect(courseOf(anEvent({ data: { ...anEvent().data, exam } as never }))).toBe('course-v1:X+Y+Z');
    expect(courseOf(anEvent({ data: { webhook: { id: 'w', status: 'active', disabled_because: null } } }))).toBeNull();
  });

  it('matches a type by itself and by each of its beginnings', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_TYPES), fc.nat(60), (type, length) => {
        expect(matchesType(type, type)).toBe(true);
        expect(matchesType(type, `${type.slice(0, length)}*`)).toBe(true);
        expect(matchesType(type, `${type.slice(0, length)}!*`)).toBe(false);
      }),
    );
  });
});
