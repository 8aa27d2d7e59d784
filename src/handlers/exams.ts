import { examRoutes } from '../api/exams/routes.ts';
import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { readTokenConfig } from '../config/auth.ts';
import type { Environment } from '../config/env.ts';
import { readBackends, readPlatform } from '../config/exams.ts';
import { readBaseConfig } from '../config/platform.ts';
import { readVendorProtocols } from '../config/vendorProtocols.ts';
import { clock, random } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamAuthoring } from '../store/exams/examAuthoring.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createReviewPolicyStore } from '../store/exams/reviewPolicies.ts';

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
