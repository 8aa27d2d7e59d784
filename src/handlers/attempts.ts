import { readAttemptConfig, readBaseConfig, readExamMaxAge, readTokenConfig, readVideoLinkKeys } from '../config.ts';
import { readVendors } from '../connectedVendors.ts';
import { archiveRoutes } from '../http/archiveRoutes.ts';
import { attemptRoutes } from '../http/attemptRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock, drawCode, pause, random } from '../machine.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { createDirectory } from '../store/directory.ts';
import { createExamStore } from '../store/exams.ts';
import { createHistory } from '../store/history.ts';
import { createLearnerStore } from '../store/learners.ts';
import { createRegistrationStore } from '../store/registrations.ts';
import { rememberItems } from '../store/rememberedItems.ts';
import { createReviewArchive } from '../store/reviews.ts';
import { createVideoLinkCipher } from '../store/videoLinkCipher.ts';
import { toPlayableLink } from '../vendors/protocols.ts';

/** Attempts for learners and staff: their life, locating, history, the stored review. */
const { tables } = readBaseConfig(process.env);
const client = createDocumentClient();

const examMaxAge = readExamMaxAge(process.env);
const remembered = examMaxAge > 0 ? rememberItems(examMaxAge, () => performance.now()) : undefined;

const ports = {
  attempts: createAttemptStore(client, tables),
  directory: createDirectory(client, tables),
  learners: createLearnerStore(client, tables),
  registrations: createRegistrationStore(client, tables),
  vendors: readVendors(process.env),
  history: createHistory(client, tables),
  exams: createExamStore(client, tables, remembered),
  reviewArchive: createReviewArchive(client, tables, createVideoLinkCipher(readVideoLinkKeys(process.env))),
  clock,
  ...readAttemptConfig(process.env),
  random,
  pause,
  drawCode,
  toPlayableLink,
};

const routes = [...archiveRoutes(ports), ...attemptRoutes(ports)];

export const handler = httpFunction(routes, createAuthenticate(readTokenConfig(process.env)));
