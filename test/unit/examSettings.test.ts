import { describe, expect, it } from 'vitest';
import { toWireSettings } from '../../src/api/exams/wire.ts';
import { readBackends, readLmsDetails } from '../../src/config/exams.ts';
import { backendForDisplay, requireBackend } from '../../src/domain/exams/backends.ts';
import { anExam } from '../support/builders.ts';

const proctortrack = {
  provider_name: 'Proctortrack',
  tech_support_email: 'help@vendor.example',
  tech_support_phone: '+1 555 0100',
  tech_support_url: 'https://vendor.example/support',
  integration_specific_email: 'lms@vendor.example',
  proctoring_escalation_email: 'escalate@vendor.example',
  config: {
    name: 'Proctortrack',
    download_url: 'https://vendor.example/app',
    instructions: ['Install it.'],
    rules: { allow_notes: false },
    links: { faq: 'https://vendor.example/faq' },
  },
  software_download_url: 'https://vendor.example/app',
  supports_onboarding: true,
  javascript_url: 'https://vendor.example/app.js',
  ping_interval: 30,
};
const PROCTORING_BACKENDS = JSON.stringify({ software_secure: {}, proctortrack });

describe('proctoring backends', () => {
  it('are SoftwareSecure only by default', () => {
    const { byName, defaultName } = readBackends({});
    expect([...byName.keys(), defaultName]).toEqual(['software_secure', 'software_secure']);
    expect(byName.get('software_secure')).toMatchObject({ config: {}, supportsOnboarding: false, pingInterval: 60 });
    expect(byName.get('software_secure')).toMatchObject({ techSupportUrl: null, reviewRequirementsUrl: '' });
  });

  it.each([
    ['not JSON', '{', /^PROCTORING_BACKENDS: /],
    ['a list', '[]', /^PROCTORING_BACKENDS: /],
    ['a wrong type', '{"software_secure":{"supports_onboarding":"hush"}}', /software_secure\.supports_onboarding/],
    ['a ping without a pause', '{"software_secure":{"ping_interval":0}}', /software_secure\.ping_interval/],
    [
      'a script as a link',
      '{"software_secure":{"tech_support_url":"javascript:hush"}}',
      /software_secure\.tech_support_url/,
    ],
    [
      'a path as a link',
      '{"software_secure":{"review_requirements_url":"/hush"}}',
      /software_secure\.review_requirements_url/,
    ],
    ['an unknown member', '{"software_secure":{"secret_key":"hush"}}', /software_secure\.secret_key/],
    ['without the default one', '{"other":{}}', /^DEFAULT_BACKEND: /],
  ])('%s: the setting is named, without its value', (_case, json, expected) => {
    const read = () => readBackends({ PROCTORING_BACKENDS: json });
    expect(read).toThrow(expected);
    expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hush') }));
  });
});

describe('the backend of an exam', () => {
  it.each([
    [{}, null, null],
    [{}, 'software_secure', null],
    [{}, 'proctortrack', 'Proctortrack'],
    [{ DEFAULT_BACKEND: 'proctortrack' }, null, 'Proctortrack'],
  ])('with %j and %s', (env, backend, providerName) => {
    const backends = readBackends({ PROCTORING_BACKENDS, ...env });
    expect(requireBackend(backends, anExam({ backend })).providerName).toBe(providerName);
  });

  it.each(['gone', 'constructor', '__proto__', ''])('"%s" is not configured', backend => {
    expect(() => requireBackend(readBackends({ PROCTORING_BACKENDS }), anExam({ backend }))).toThrow(
      expect.objectContaining({ code: 'backend_not_configured' }),
    );
  });
});

describe('the exam settings for learners', () => {
  const settingsOf = (env: Record<string, string>, backend: string | null) =>
    toWireSettings(readLmsDetails(env), backendForDisplay(readBackends(env), anExam({ backend })));

  it('are the configured ones; the vendor’s object is passed on unchanged', () => {
    const env = {
      PROCTORING_BACKENDS,
      PLATFORM_NAME: 'Example U',
      CONTACT_US: 'https://example.edu/contact',
      LINK_URLS: '{"faq":"https://example.edu/faq"}',
      LEARNER_NOTIFICATION_FROM_EMAIL: 'exams@example.edu',
    };
    expect(settingsOf(env, 'proctortrack')).toEqual({
      platform_name: 'Example U',
      contact_us: 'https://example.edu/contact',
      link_urls: { faq: 'https://example.edu/faq' },
      exam_proctoring_backend: proctortrack.config,
      provider_name: 'Proctortrack',
      provider_tech_support_email: 'help@vendor.example',
      provider_tech_support_phone: '+1 555 0100',
      provider_tech_support_url: 'https://vendor.example/support',
      learner_notification_from_email: 'exams@example.edu',
      integration_specific_email: 'lms@vendor.example',
      proctoring_escalation_email: 'escalate@vendor.example',
    });
  });

  it('have only the platform for a timed exam whose backend is no longer configured', () => {
    for (const isPracticeExam of [false, true]) {
      const exam = anExam({ backend: 'gone', isProctored: false, isPracticeExam });
      expect(toWireSettings(readLmsDetails({}), backendForDisplay(readBackends({}), exam))).toMatchObject({
        platform_name: 'Open edX',
        exam_proctoring_backend: {},
        provider_name: null,
        provider_tech_support_email: null,
      });
    }
  });

  it('have the configured backend for a timed exam, too', () => {
    const exam = anExam({ backend: 'proctortrack', isProctored: false });
    expect(backendForDisplay(readBackends({ PROCTORING_BACKENDS }), exam)?.providerName).toBe('Proctortrack');
  });

  it('are an error for a proctored exam whose backend is not configured', () => {
    expect(() => settingsOf({}, 'gone')).toThrow(expect.objectContaining({ code: 'backend_not_configured' }));
  });

  it.each(['{', '[]', '{"faq":5}'])('have no links such as %s', LINK_URLS => {
    expect(() => readLmsDetails({ LINK_URLS })).toThrow(/^LINK_URLS: /);
  });
});
