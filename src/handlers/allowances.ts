import { allowanceRoutes } from '../api/allowances/routes.ts';
import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { readDefaultBackend } from '../config/attempts.ts';
import { readTokenConfig } from '../config/auth.ts';
import type { Environment } from '../config/env.ts';
import { readBaseConfig } from '../config/platform.ts';
import { clock, random } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAllowanceStore } from '../store/allowances/allowances.ts';
import { createAttemptStore } from '../store/attempts/attempts.ts';
import { batchReads } from '../store/dynamodb/batchedReads.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createLearnerStore } from '../store/learners/learners.ts';
import { createNameCopies } from '../store/learners/nameCopies.ts';

/** Allowances, and the learners they are granted to. */
function allowances(env: Environment) {
  const { tables } = readBaseConfig(env);
  // Many are seen to side by side in bulk.
  const client = batchReads(createDocumentClient());

  const ports = {
    allowances: createAllowanceStore(client, tables),
    attempts: createAttemptStore(client, tables),
    exams: createExamStore(client, tables, undefined, readDefaultBackend(env)),
    learners: createLearnerStore(client, tables),
    nameCopies: createNameCopies(client, tables),
    clock,
    random,
  };

  return httpFunction(allowanceRoutes(ports), createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, allowances);
