import { readTokenConfig } from '../config/auth.ts';
import { readAttemptConfig, readBaseConfig } from '../config.ts';
import type { Environment } from '../environment.ts';
import { readAddresses, readBackends } from '../examSettings.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { listRoutes } from '../http/listRoutes.ts';
import { reportRoutes } from '../http/reportRoutes.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAllowanceStore } from '../store/allowances.ts';
import { createAttemptLists } from '../store/attemptLists.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createCourseReviews } from '../store/courseReviews.ts';
import { createExamStore } from '../store/exams.ts';
import { createHistory } from '../store/history.ts';
import { readExternalIdPolicy } from '../vendorProtocols.ts';

/** Lists and views of attempts, and the report on their reviews. It may write nothing. */
function lists(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();

  const config = readAttemptConfig(env);

  const ports = {
    attempts: createAttemptStore(client, tables),
    lists: createAttemptLists(client, tables, config.defaultBackend),
    courseReviews: createCourseReviews(client, tables),
    history: createHistory(client, tables),
    exams: createExamStore(client, tables, undefined, config.defaultBackend),
    allowances: createAllowanceStore(client, tables),
    backends: readBackends(env),
    addresses: readAddresses(env),
    externalIds: readExternalIdPolicy(env),
    clock,
    ...config,
  };

  return httpFunction([...listRoutes(ports), ...reportRoutes(ports)], createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, lists);
