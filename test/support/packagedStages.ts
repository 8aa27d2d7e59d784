import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Template } from './template.ts';

/** The part of a template that tests use. */
export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of every type of resource
  Properties: any;
}

export interface PackagedStage {
  /** Contains the packages of the functions. */
  folder: string;
  resources: Record<string, Resource>;
  template: Template;
  /** Passed to CloudFormation beside the template. */
  stackTags: Record<string, string>;
}

export const ALARM_TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:on-call';
export const VENDORS_SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:vendors-AbCdEf';
export const LEARNERS_ROUTE = 'ANY /api/edx_proctoring/v1/learners';
/** Settings that name secrets in place of the values themselves. */
export const SECRET_REFERENCES = {
  JWT_SECRET: 'aws-secret:proctoring/prod#jwt_secret',
  VENDORS: `aws-secret:${VENDORS_SECRET_ARN}`,
  VIDEO_LINK_KEYS: 'aws-secret:proctoring/prod#video_link_keys',
  LAUNCH_COOKIE_KEY: 'aws-secret:proctoring/prod#launch_cookie_key',
  EXAM_ACCESS_KEY: 'aws-secret:proctoring/prod#exam_access_key',
  WEBHOOK_KEYS: 'aws-secret:proctoring/prod#webhook_keys',
};

/** The settings of the stage `prod`: everything that an operator may set for the template. */
export const CONFIGURED: Record<string, string> = {
  ...SECRET_REFERENCES,
  ALLOW_UNSIGNED_VENDORS: 'software_secure',
  SECRETS_KMS_KEY_ARN: 'arn:aws:kms:x:1:key/k',
  ALARM_TOPIC_ARN,
  THROTTLING: JSON.stringify({
    default: { rate: 5000, burst: 2500 },
    routes: { 'GET /health': null, [LEARNERS_ROUTE]: { rate: 50, burst: 60 } },
  }),
  EVENT_BUS_NAME: 'exams',
  ARCHIVE_RESERVED_CONCURRENCY: '40',
  NOTIFICATIONS_RESERVED_CONCURRENCY: '20',
  TAGS: JSON.stringify({ CostCenter: '4711' }),
};

/** The package of a stage: `dev` without settings, `prod` with CONFIGURED. */
export function packagedStage(stage: 'dev' | 'prod'): PackagedStage {
  const folder = inject('packages')[stage];
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const template = read('cloudformation-template-update-stack.json');
  const state = read('serverless-state.json');
  return { folder, resources: template.Resources, template, stackTags: state.service.provider.stackTags ?? {} };
}
