import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { listRoutes } from '../api/lists/routes.ts';
import { reportRoutes } from '../api/reports/routes.ts';
import { readAttemptConfig } from '../config/attempts.ts';
import { readTokenConfig } from '../config/auth.ts';
import type { Environment } from '../config/env.ts';
import { readAddresses, readBackends } from '../config/exams.ts';
import { readBaseConfig } from '../config/platform.ts';
import { readExternalIdPolicy } from '../config/vendorProtocols.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAllowanceStore } from '../store/allowances/allowances.ts';
import { createAttemptLists } from '../store/attempts/attemptLists.ts';
import { createAttemptStore } from '../store/attempts/attempts.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createHistory } from '../store/history/history.ts';
import { createCourseReviews } from '../store/reviews/courseReviews.ts';

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
