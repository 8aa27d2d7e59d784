/** `npm run refused-reviews`: lists refused reviews of known attempts, and records them on request. */
import { parseArgs } from 'node:util';
import { UsageError } from '../cli/commandError.ts';
import { runCommand } from '../cli/runCommand.ts';
import { readRetention } from '../src/config/retention.ts';
import { readVideoLinkKeys } from '../src/config/reviews.ts';
import { readInboundVendors } from '../src/config/vendorCallbacks.ts';
import { clock } from '../src/platform/system.ts';
import { createAttemptStore } from '../src/store/attempts/attempts.ts';
import { createDirectory } from '../src/store/directory/directory.ts';
import { createDocumentClient } from '../src/store/dynamodb/client.ts';
import { createExamStore } from '../src/store/exams/exams.ts';
import { createHistory } from '../src/store/history/history.ts';
import { createReviewCipher } from '../src/store/reviews/reviewCipher.ts';
import { createReviewStore } from '../src/store/reviews/reviews.ts';
import { readRefusedReviews, recordRefusedReview } from './reviews/refusedReviews.ts';
import { dynamodbOf, STAGE_HELP, STAGE_OPTIONS, settingsOf, tablesOf } from './stage/stageClients.ts';

const HELP = `npm run refused-reviews -- [list [ATTEMPT_CODE] | take ATTEMPT_CODE] [options]

A review is refused at the endpoint of a backend other than its attempt's, and if the attempt was created unproctored. It
is stored, encrypted, for 14 days.

  list                 lists all refused reviews (reads the whole reviews table), or those of one attempt code
  take ATTEMPT_CODE    records those of the code as reviews of the backend that delivered them, oldest first
  --unproven           includes reviews that the learner could have sent: unsigned, of an attempt whose external id
                       learners see

Set VENDORS, VIDEO_LINK_KEYS, REVIEW_OUTCOMES, ALLOW_REVIEW_UPDATES and PAYLOAD_RETENTION_DAYS as in the deployment.

${STAGE_HELP}  --help               shows this help
`;

const OPTIONS = { ...STAGE_OPTIONS, unproven: { type: 'boolean', default: false } } as const;

process.exitCode = await runCommand('refused-reviews', HELP, async args => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [command = 'list', attemptCode, ...otherArguments] = positionals;
  const isKnown = command === 'list' || (command === 'take' && attemptCode !== undefined);
  if (!isKnown || otherArguments.length > 0)
    throw new UsageError('The command must be "list", "list ATTEMPT_CODE" or "take ATTEMPT_CODE".');
  const env = settingsOf(values, process.env);
  const client = createDocumentClient({ ...dynamodbOf(values, process.env), requestTimeout: 5000 });
  const tables = tablesOf(values);
  const cipher = createReviewCipher(readVideoLinkKeys(env));
  const refusedReviews = await readRefusedReviews({ client, tables, cipher, now: clock() }, attemptCode);
  const inbound = readInboundVendors(env, clock);
  const ports = {
    attempts: createAttemptStore(client, tables),
    directory: createDirectory(client, tables),
    exams: createExamStore(client, tables),
    history: createHistory(client, tables),
    reviews: createReviewStore(client, tables, cipher, readRetention(env, 'PAYLOAD_RETENTION_DAYS')),
    clock,
  };
  let failed = 0;
  for (const review of refusedReviews) {
    const line = `${review.receivedAt}  ${review.attemptCode}  attempt ${review.attemptId}  from ${review.backend}${review.isProven ? '' : ', unproven'}`;
    if (command === 'list') {
      console.log(line);
      continue;
    }
    const { isRecorded, outcome } = await recordRefusedReview({ client, tables }, ports, inbound, review, values);
    if (!isRecorded) failed++;
    console.log(`${line}: ${isRecorded ? outcome : `not recorded: ${outcome}`}`);
  }
  console.log(`${refusedReviews.length} refused reviews${command === 'take' ? `, ${failed} not recorded` : ''}.`);
  return failed > 0 ? 1 : 0;
});
