import { readTokenConfig } from '../config/auth.ts';
import { readAttemptConfig, readBaseConfig, readExamMaxAge, readRegistrationLimit } from '../config.ts';
import { readVendors } from '../connectedVendors.ts';
import type { Environment } from '../environment.ts';
import { attemptRoutes } from '../http/attemptRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock, drawCode, pause, random } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createDirectory } from '../store/directory.ts';
import { createExamStore } from '../store/exams.ts';
import { createLearnerStore } from '../store/learners.ts';
import { createNameCopies } from '../store/nameCopies.ts';
import { createRegistrationStore } from '../store/registrations.ts';
import { rememberItems } from '../store/rememberedItems.ts';
import { readExternalIdPolicy } from '../vendorProtocols.ts';

/** Attempts for learners and staff: their life from creation to removal. */
function attempts(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();

  const examMaxAge = readExamMaxAge(env);
  const remembered = examMaxAge > 0 ? rememberItems(examMaxAge, () => performance.now()) : undefined;

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
