import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { vendorRoutes } from '../api/vendors/routes.ts';
import { readAttemptConfig } from '../config/attempts.ts';
import { readTokenConfig } from '../config/auth.ts';
import type { Environment } from '../config/env.ts';
import { readBaseConfig } from '../config/platform.ts';
import { readRetention } from '../config/retention.ts';
import { readVideoLinkKeys } from '../config/reviews.ts';
import { readInboundVendors, readLaunching } from '../config/vendorCallbacks.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createAttemptStore } from '../store/attempts/attempts.ts';
import { createDirectory } from '../store/attempts/directory.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createHistory } from '../store/history/history.ts';
import { createRefusedReviews } from '../store/reviews/rejectedReviews.ts';
import { createReviewIntake } from '../store/reviews/reviews.ts';
import { createVideoLinkCipher } from '../store/reviews/videoLinkCipher.ts';

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
