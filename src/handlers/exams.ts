import { readTokenConfig } from '../config/auth.ts';
import { readBaseConfig } from '../config.ts';
import type { Environment } from '../environment.ts';
import { readBackends, readPlatform } from '../examSettings.ts';
import { examRoutes } from '../http/examRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock, random } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createDocumentClient } from '../store/client.ts';
import { createExamAuthoring } from '../store/examAuthoring.ts';
import { createExamStore } from '../store/exams.ts';
import { createReviewPolicyStore } from '../store/reviewPolicies.ts';
import { readVendorProtocols } from '../vendorProtocols.ts';

/** Exams for the LMS: their registration, settings and review policies. */
function exams(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();

  const backends = readBackends(env);

  const ports = {
    exams: createExamStore(client, tables, undefined, backends.defaultName),
    authoring: createExamAuthoring(client, tables),
    reviewPolicies: createReviewPolicyStore(client, tables),
    backends,
    knownBackends: new Set([...backends.byName.keys(), ...readVendorProtocols(env).keys()]),
    platform: readPlatform(env),
    clock,
    random,
  };

  return httpFunction(examRoutes(ports), createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, exams);
