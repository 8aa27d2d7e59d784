import { archiveRoutes } from '../api/archive/routes.ts';
import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { readAttemptConfig } from '../config/attempts.ts';
import { readTokenConfig } from '../config/auth.ts';
import type { Environment } from '../config/env.ts';
import { readBaseConfig } from '../config/platform.ts';
import { readVideoLinkKeys } from '../config/reviews.ts';
import { readExternalIdPolicy } from '../config/vendorProtocols.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAttemptStore } from '../store/attempts/attempts.ts';
import { createDirectory } from '../store/attempts/directory.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createHistory } from '../store/history/history.ts';
import { createReviewArchive } from '../store/reviews/reviews.ts';
import { createVideoLinkCipher } from '../store/reviews/videoLinkCipher.ts';
import { toPlayableLink } from '../vendors/videoLinks.ts';
import { withoutExternalId } from '../vendors/withoutExternalId.ts';

/** What staff look up by an attempt's code: the attempt, live or archived, its history and its review. It may write nothing. */
function lookups(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();

  const config = readAttemptConfig(env);

  const routes = archiveRoutes({
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    history: createHistory(client, tables),
    exams: createExamStore(client, tables, undefined, config.defaultBackend),
    reviewArchive: createReviewArchive(client, tables, createVideoLinkCipher(readVideoLinkKeys(env))),
    clock,
    ...config,
    toPlayableLink,
    externalIds: readExternalIdPolicy(env),
    withoutExternalId,
  });

  return httpFunction(routes, createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, lookups);
