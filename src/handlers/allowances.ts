import { readTokenConfig } from '../config/auth.ts';
import { readBaseConfig, readDefaultBackend } from '../config.ts';
import type { Environment } from '../environment.ts';
import { allowanceRoutes } from '../http/allowanceRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock, random } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAllowanceStore } from '../store/allowances.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { coalesceReads } from '../store/coalescedReads.ts';
import { createExamStore } from '../store/exams.ts';
import { createLearnerStore } from '../store/learners.ts';
import { createNameCopies } from '../store/nameCopies.ts';

/** Allowances, and the learners they are granted to. */
function allowances(env: Environment) {
  const { tables } = readBaseConfig(env);
  // Many are seen to side by side in bulk.
  const client = coalesceReads(createDocumentClient());

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
