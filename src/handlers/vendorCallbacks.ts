import { readBaseConfig, readReviewConfig, readReviewOutcomes, readVideoLinkKeys } from '../config.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { vendorRoutes } from '../http/vendorRoutes.ts';
import { clock } from '../machine.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createDirectory } from '../store/directory.ts';
import { createHistory } from '../store/history.ts';
import { createReviewIntake } from '../store/reviews.ts';
import { createVideoLinkCipher } from '../store/videoLinkCipher.ts';

/** What the proctoring vendors post. */
const { tables } = readBaseConfig(process.env);
// A review's transaction carries up to 4 MB.
const client = createDocumentClient({ requestTimeout: 5000 });

const ports = {
  attempts: createAttemptStore(client, tables),
  directory: createDirectory(client, tables),
  history: createHistory(client, tables),
  reviews: createReviewIntake(client, tables, createVideoLinkCipher(readVideoLinkKeys(process.env))),
  clock,
};

const settings = { ...readReviewConfig(process.env), outcomes: readReviewOutcomes(process.env).software_secure };
export const handler = httpFunction(vendorRoutes(ports, settings));
