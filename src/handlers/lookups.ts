import { readTokenConfig } from '../config/auth.ts';
import { readAttemptConfig, readBaseConfig, readVideoLinkKeys } from '../config.ts';
import type { Environment } from '../environment.ts';
import { archiveRoutes } from '../http/archiveRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createDirectory } from '../store/directory.ts';
import { createExamStore } from '../store/exams.ts';
import { createHistory } from '../store/history.ts';
import { createReviewArchive } from '../store/reviews.ts';
import { createVideoLinkCipher } from '../store/videoLinkCipher.ts';
import { readExternalIdPolicy } from '../vendorProtocols.ts';
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
