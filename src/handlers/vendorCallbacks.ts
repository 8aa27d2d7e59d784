import { readTokenConfig } from '../config/auth.ts';
import { readAttemptConfig, readBaseConfig, readRetention, readVideoLinkKeys } from '../config.ts';
import type { Environment } from '../environment.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { vendorRoutes } from '../http/vendorRoutes.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createDirectory } from '../store/directory.ts';
import { createExamStore } from '../store/exams.ts';
import { createHistory } from '../store/history.ts';
import { createRefusedReviews } from '../store/refusedReviews.ts';
import { createReviewIntake } from '../store/reviews.ts';
import { createVideoLinkCipher } from '../store/videoLinkCipher.ts';
import { readInboundVendors, readLaunching } from '../vendorCallbackSettings.ts';

/** What the proctoring vendors post, and their browsers ask for. */
function vendorCallbacks(env: Environment) {
  const { tables } = readBaseConfig(env);
  // A review's transaction carries up to 4 MB.
  const client = createDocumentClient({ requestTimeout: 5000 });

  const cipher = createVideoLinkCipher(readVideoLinkKeys(env));

  const ports = {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    exams: createExamStore(client, tables),
    history: createHistory(client, tables),
    reviews: createReviewIntake(client, tables, cipher, readRetention(env, 'PAYLOAD_RETENTION_DAYS')),
    refusedReviews: createRefusedReviews(client, tables, cipher),
    inbound: readInboundVendors(env, clock),
    launching: readLaunching(env),
    ...readAttemptConfig(env),
    clock,
  };

  return httpFunction(vendorRoutes(ports), createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, vendorCallbacks);
