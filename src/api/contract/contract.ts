import type * as z from 'zod/mini';
import * as allowances from '../allowances/contract.ts';
import * as edxExamsAllowances from '../allowances/edxExams/contract.ts';
import * as instructorAllowances from '../allowances/instructorV2/contract.ts';
import * as archive from '../archive/contract.ts';
import * as attempts from '../attempts/contract.ts';
import * as edxExamsAttempts from '../attempts/edxExams/contract.ts';
import * as instructorAttempts from '../attempts/instructorV2/contract.ts';
import * as courseStaff from '../courseStaff/contract.ts';
import * as csrf from '../csrf/contract.ts';
import * as enrolments from '../enrolments/contract.ts';
import * as events from '../events/contract.ts';
import * as examControl from '../examControl/contract.ts';
import * as exams from '../exams/contract.ts';
import * as edxExamsExams from '../exams/edxExams/contract.ts';
import * as instructorExams from '../exams/instructorV2/contract.ts';
import * as health from '../health/contract.ts';
import * as learners from '../learners/contract.ts';
import * as lists from '../lists/contract.ts';
import * as edxExamsLists from '../lists/edxExams/contract.ts';
import * as instructorLists from '../lists/instructorV2/contract.ts';
import * as me from '../me/contract.ts';
import * as notes from '../notes/contract.ts';
import * as onboarding from '../onboarding/contract.ts';
import * as edxExamsOnboarding from '../onboarding/edxExams/contract.ts';
import * as privacy from '../privacy/contract.ts';
import * as reports from '../reports/contract.ts';
import * as edxExamsReports from '../reports/edxExams/contract.ts';
import * as vendorReviews from '../reviews/contract.ts';
import * as vendors from '../vendors/contract.ts';
import * as edxExamsVendors from '../vendors/edxExams/contract.ts';
import * as webhooks from '../webhooks/contract.ts';
import type { Endpoint } from './endpoint.ts';
import type { Lazy } from './lazy.ts';

/** The contract modules by their tag in openapi.json. */
const MODULES = {
  Exams: exams,
  'Exam control': examControl,
  Attempts: attempts,
  Lists: lists,
  Onboarding: onboarding,
  Reports: reports,
  Allowances: allowances,
  Learners: learners,
  'Course staff': courseStaff,
  Enrolments: enrolments,
  Archive: archive,
  Notes: notes,
  Events: events,
  Webhooks: webhooks,
  Vendors: vendors,
  Privacy: privacy,
  Health: health,
  Session: { ...csrf, ...me },
  'edx-exams': {
    ...edxExamsExams,
    ...edxExamsAttempts,
    ...edxExamsLists,
    ...edxExamsAllowances,
    ...edxExamsReports,
    ...edxExamsVendors,
    ...edxExamsOnboarding,
  },
  'Instructor dashboard': { ...instructorExams, ...instructorLists, ...instructorAttempts, ...instructorAllowances },
};

const all = {
  ...exams,
  ...examControl,
  ...attempts,
  ...lists,
  ...onboarding,
  ...edxExamsOnboarding,
  ...reports,
  ...allowances,
  ...learners,
  ...courseStaff,
  ...enrolments,
  ...archive,
  ...notes,
  ...events,
  ...webhooks,
  ...vendors,
  ...vendorReviews,
  ...privacy,
  ...health,
  ...csrf,
  ...me,
  ...edxExamsExams,
  ...edxExamsVendors,
  ...edxExamsAttempts,
  ...edxExamsLists,
  ...edxExamsReports,
  ...instructorExams,
  ...instructorLists,
  ...instructorAttempts,
  ...edxExamsAllowances,
  ...instructorAllowances,
};
type All = typeof all;

/** The endpoints by id, with the types of their schemas. */
export type Endpoints = { [Id in keyof All as All[Id] extends Endpoint ? Id : never]: All[Id] };

/** The endpoints, grouped by tag. */
export const CONTRACT: readonly { tag: string; endpoints: readonly Endpoint[] }[] = Object.entries(MODULES).map(
  ([tag, module]) => ({ tag, endpoints: Object.values<unknown>(module).filter(isEndpoint) }),
);

/** The schemas that contract modules export, by export name. */
export const NAMED_SCHEMAS: Readonly<Record<string, Lazy<z.ZodMiniType>>> = Object.fromEntries(
  Object.entries<unknown>(all).filter((entry): entry is [string, Lazy<z.ZodMiniType>] => isSchema(entry[1])),
);

function isEndpoint(exported: unknown): exported is Endpoint {
  return isObject(exported) && 'method' in exported && 'path' in exported;
}

function isSchema(exported: unknown): exported is Lazy<z.ZodMiniType> {
  return typeof exported === 'function' && 'isLazy' in exported;
}

function isObject(exported: unknown): exported is object {
  return typeof exported === 'object' && exported !== null;
}
