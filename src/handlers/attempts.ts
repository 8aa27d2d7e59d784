import { attemptRoutes } from '../api/attempts/routes.ts';
import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { readAttemptConfig, readExamMaxAge, readRegistrationLimit } from '../config/attempts.ts';
import { readTokenConfig } from '../config/auth.ts';
import { readVendors } from '../config/connectedVendors.ts';
import type { Environment } from '../config/env.ts';
import { readBaseConfig } from '../config/platform.ts';
import { readExternalIdPolicy } from '../config/vendorProtocols.ts';
import { clock, drawCode, pause, random } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAttemptStore } from '../store/attempts/attempts.ts';
import { createDirectory } from '../store/attempts/directory.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createTtlCache } from '../store/dynamodb/ttlCache.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createLearnerStore } from '../store/learners/learners.ts';
import { createNameCopies } from '../store/learners/nameCopies.ts';
import { createRegistrationStore } from '../store/registrations/registrations.ts';

/** Attempts for learners and staff: their life from creation to removal. */
function attempts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();

  const examMaxAge = readExamMaxAge(env);
  const remembered = examMaxAge > 0 ? createTtlCache(examMaxAge, () => performance.now()) : undefined;

  const config = readAttemptConfig(env);

  const ports = {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    learners: createLearnerStore(client, tables),
    nameCopies: createNameCopies(client, tables),
    registrations: createRegistrationStore(client, tables, readRegistrationLimit(env)),
    vendors: readVendors(env),
    externalIds: readExternalIdPolicy(env),
    exams: createExamStore(client, tables, remembered, config.defaultBackend),
    clock,
    ...config,
    random,
    pause,
    drawCode,
  };

  return httpFunction(attemptRoutes(ports), createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, attempts);
