import * as z from 'zod/mini';
import type { Backend, Backends } from '../domain/exams/backends.ts';
import { describeIssueAt } from '../validation/describeIssue.ts';
import { readDefaultBackend } from './attempts.ts';
import { configError, type Environment, isHttpUrl, optionalString, parse, parseJson } from './env.ts';

const platform = z.object({
  /**
   * Name of the platform in front ends.
   * @defaultValue `Open edX`
   */
  PLATFORM_NAME: z._default(z.string(), 'Open edX'),
  /**
   * Address of the contact page in front ends.
   * @defaultValue empty
   */
  CONTACT_US: z._default(z.string(), ''),
  /**
   * JSON object from names to addresses, passed on to front ends.
   * @defaultValue none
   */
  LINK_URLS: optionalString,
  /**
   * Sender of emails to learners, shown by front ends.
   * @defaultValue none
   */
  LEARNER_NOTIFICATION_FROM_EMAIL: optionalString,
});

/** The LMS, for front ends: its name, contact, links and sender of emails. */
export function readLmsDetails(env: Environment) {
  const settings = parse(platform, env);
  const links = settings.LINK_URLS;
  const linkUrls = z.safeParse(z.nullable(z.record(z.string(), z.string())), links && parseJson('LINK_URLS', links));
  if (!linkUrls.success) throw configError('LINK_URLS', 'must be a JSON object that maps names to addresses');
  return {
    name: settings.PLATFORM_NAME,
    contactUs: settings.CONTACT_US,
    linkUrls: linkUrls.data,
    learnerNotificationFromEmail: settings.LEARNER_NOTIFICATION_FROM_EMAIL,
  };
}

const addresses = z.object({
  /**
   * Address of an exam in the LMS: a path or a URL with `{course_id}` and `{content_id}`.
   * @defaultValue `/courses/{course_id}/jump_to/{content_id}`
   */
  EXAM_URL: z._default(z.string(), '/courses/{course_id}/jump_to/{content_id}'),
  /**
   * Address of an exam in the learning front end (`is_learning_mfe`, and every request of `/api/v1`): a URL, because that
   * front end is not on the LMS's host.
   * @defaultValue as `EXAM_URL`
   */
  LEARNING_MFE_EXAM_URL: z._default(z.string(), ''),
});

/** Templates of an exam's address in the LMS. */
export function readAddresses(env: Environment): { lms: string; learningMfe: string } {
  const settings = parse(addresses, env);
  for (const [name, address] of Object.entries(settings)) {
    if (address !== '' && !isExamAddress(address)) {
      throw configError(name, 'must be a path such as /courses/{course_id}/jump_to/{content_id}, or a URL');
    }
  }
  return { lms: settings.EXAM_URL, learningMfe: settings.LEARNING_MFE_EXAM_URL };
}

/** Placeholders may occur in the path and in the query. */
function isExamAddress(address: string): boolean {
  return isHttpUrl(address.startsWith('/') ? `https://lms.example${address}` : address);
}

const backends = z.object({
  /**
   * JSON object from backends to their data for front ends: docs/vendors.md#front-end-settings.
   * @defaultValue `{"software_secure": {}}`
   */
  PROCTORING_BACKENDS: optionalString,
});

const text = z._default(z.nullable(z.string()), null);
/** A page that front ends link to. */
const link = z._default(z.nullable(z.string().check(z.refine(isHttpUrl, 'must be an http or https URL'))), null);
const backend = z.strictObject({
  provider_name: text,
  tech_support_email: text,
  tech_support_phone: text,
  tech_support_url: link,
  integration_specific_email: text,
  proctoring_escalation_email: text,
  config: z._default(z.record(z.string(), z.unknown()), {}),
  software_download_url: text,
  javascript_url: z._default(z.string(), ''),
  ping_interval: z._default(z.number().check(z.int(), z.gte(1)), 60),
  supports_onboarding: z._default(z.boolean(), false),
  review_requirements_url: link,
});

/** The proctoring vendors, for front ends. */
export function readBackends(env: Environment): Backends {
  const { PROCTORING_BACKENDS: json } = parse(backends, env);
  const defaultName = readDefaultBackend(env);
  const entry = json === null ? { software_secure: {} } : parseJson('PROCTORING_BACKENDS', json);
  const result = z.safeParse(z.record(z.string(), backend), entry);
  if (!result.success) throw configError('PROCTORING_BACKENDS', describeIssueAt(result.error.issues[0]));
  const byName = new Map(Object.entries(result.data).map(([name, entry]) => [name, toBackend(entry)]));
  if (!byName.has(defaultName)) throw configError('DEFAULT_BACKEND', 'must be one of PROCTORING_BACKENDS');
  return { byName, defaultName };
}

function toBackend(entry: z.output<typeof backend>): Backend {
  return {
    providerName: entry.provider_name,
    techSupportEmail: entry.tech_support_email,
    techSupportPhone: entry.tech_support_phone,
    techSupportUrl: entry.tech_support_url,
    integrationSpecificEmail: entry.integration_specific_email,
    proctoringEscalationEmail: entry.proctoring_escalation_email,
    config: entry.config,
    softwareDownloadUrl: entry.software_download_url,
    javascriptUrl: entry.javascript_url,
    pingInterval: entry.ping_interval,
    supportsOnboarding: entry.supports_onboarding,
    reviewRequirementsUrl: entry.review_requirements_url ?? '',
  };
}
