import { afterEach, describe, expect, it, vi } from 'vitest';
import { readExternalIdPolicy, readVendorProtocols } from '../../src/config/vendorProtocols.ts';
import { visibleExternalId } from '../../src/domain/attempts/visibleExternalId.ts';
import { redactExternalIdFromPayload } from '../../src/vendors/redactExternalIdFromPayload.ts';
import { aCaller, anAttempt, anExam, COURSE } from '../support/builders.ts';
import { vendorProtocols } from '../support/gateway/vendorProtocols.ts';

const OWNER = { userId: 7 };
const CALLERS = {
  owner: aCaller(OWNER),
  'owner who is staff of the course': aCaller({ ...OWNER, courseStaff: [COURSE] }),
  'owner who is global staff': aCaller({ ...OWNER, isStaff: true }),
  'staff of the course': aCaller({ userId: 8, courseStaff: [COURSE] }),
  'staff of another course': aCaller({ userId: 8, courseStaff: ['course-v1:Other+1+1'] }),
  'global staff': aCaller({ userId: 8, isStaff: true }),
  'another learner': aCaller({ userId: 8 }),
};
const policy = readExternalIdPolicy({
  VENDOR_PROTOCOLS: JSON.stringify({ psi: 'software_secure', proctortrack: 'rest', examus: 'examus', trial: 'mock' }),
  DEFAULT_BACKEND: 'proctortrack',
});

describe('the external id of an attempt', () => {
  it.each([
    ['owner', []],
    ['owner who is staff of the course', []],
    ['owner who is global staff', ['psi', 'examus', 'trial', 'unknown']],
    ['staff of the course', ['psi', 'examus', 'trial', 'unknown']],
    ['staff of another course', []],
    ['global staff', ['psi', 'examus', 'trial', 'unknown']],
    ['another learner', []],
  ] as const)('is visible to %s if the backend is one of [%s], or uses REST', (viewerName, secretBackends) => {
    const visible = ['psi', 'examus', 'trial', 'unknown', 'proctortrack'].filter(watchedBy => {
      const attempt = anAttempt({ user: { id: 7, username: 'mina', email: '' }, externalId: 'secret', watchedBy });
      return visibleExternalId(attempt, anExam(), { caller: CALLERS[viewerName], ...policy }) === 'secret';
    });
    expect(visible).toEqual([...secretBackends, 'proctortrack']);
  });

  it('of an older attempt depends on its registration, its exam, and the default backend', () => {
    const viewer = { caller: CALLERS.owner, ...policy };
    const attempt = anAttempt({ user: { id: 7, username: '', email: '' }, externalId: 'E' });
    expect(visibleExternalId(attempt, anExam({ backend: 'psi' }), viewer)).toBeNull();
    expect(visibleExternalId(attempt, anExam({ backend: null }), viewer)).toBe('E');
    expect(visibleExternalId(attempt, null, viewer)).toBe('E');
    expect(visibleExternalId({ ...attempt, backend: 'psi' }, anExam({ backend: 'proctortrack' }), viewer)).toBeNull();
  });
});

describe('VENDOR_PROTOCOLS', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is a single PSI by default', () => {
    expect([...readVendorProtocols({})]).toEqual([['software_secure', 'software_secure']]);
    expect(readExternalIdPolicy({}).backendsWithTokens.size).toBe(0);
  });

  it('names the protocol of each backend in VENDORS, and no secret', () => {
    const vendors = { psi: { protocol: 'software_secure', secrets: ['s'] }, examus: { signature: { secrets: ['s'] } } };
    vi.stubEnv('VENDORS', JSON.stringify(vendors));
    expect(vendorProtocols()).toBe('{"psi":"software_secure","examus":"examus"}');
    vi.stubEnv('VENDORS', 'aws-secret:vendors');
    expect(vendorProtocols()).toBe('');
    vi.stubEnv('VENDOR_PROTOCOLS', '{"psi":"rest"}');
    expect(vendorProtocols()).toBe('{"psi":"rest"}');
  });

  it.each(['{', '[]', '{"a":"telepathy"}', '{"a":1}', '"rest"'])('%s is rejected by its name', value => {
    expect(() => readVendorProtocols({ VENDOR_PROTOCOLS: value })).toThrow(/^VENDOR_PROTOCOLS: /);
  });
});

describe('a payload for staff who took the exam themselves', () => {
  it.each([
    ['{"examMetaData":{"ssiRecordLocator":"A91F33C0-62D4"}}', '{"examMetaData":{"ssiRecordLocator":""}}'],
    ['{"data":{"appointment_id":12345678}}', '{"data":{"appointment_id":""}}'],
    ['{"ssiRecordLocator":"A91F33C0-62D4","link":"x?id=a91f33c0-62d4"}', '{"ssiRecordLocator":"","link":"x?id="}'],
    ['{"reviewStatus":"Clean"}', '{"reviewStatus":"Clean"}'],
    ['{"external_id":null,"link":null}', '{"external_id":"","link":null}'],
    // A short value may occur by coincidence.
    ['{"external_id":"1234567","text":"x1234567"}', '{"external_id":"","text":"x1234567"}'],
    ['{"external_id":"12345678","text":"x12345678"}', '{"external_id":"","text":"x"}'],
    ['{"external_id":[1,2,3,4,5,6,7,8],"text":"1,2,3"}', '{"external_id":"","text":"1,2,3"}'],
    ['{"external_id":"1.3.5.7.","text":"1x3x5x7x"}', '{"external_id":"","text":"1x3x5x7x"}'],
  ])('%s is %s', (payload, expected) => {
    expect(redactExternalIdFromPayload(payload)).toBe(expected);
  });

  it('is omitted at any depth of the payload', () => {
    const deep = `${'['.repeat(100_000)}{"external_id":"a91f33c0"},"x/A91F33C0"${']'.repeat(100_000)}`;
    expect(redactExternalIdFromPayload(deep)).toBe(deep.replace(/a91f33c0/gi, ''));
  });
});
