/** `npm run check:exams`: lists every proctored exam with the endpoint that accepts its reviews. */
import { parseArgs } from 'node:util';
import { runCommand } from '../cli/runCommand.ts';
import { readDefaultBackend } from '../src/config/attempts.ts';
import { readVendorSettings } from '../src/config/vendors.ts';
import { createDocumentClient } from '../src/store/dynamodb/client.ts';
import { proctoredExams, reviewEndpointOf } from './exams/reviewEndpoint.ts';
import { dynamodbOf, STAGE_HELP, STAGE_OPTIONS, settingsOf, tablesOf } from './stage/stageClients.ts';

const HELP = `npm run check:exams -- [options]

Lists every proctored exam with the endpoint that accepts the reviews of its attempts; any other endpoint refuses them.
Exits with 1 if VENDORS lacks the backend of an exam: no endpoint accepts its reviews. Set VENDORS and DEFAULT_BACKEND to
the values to be deployed. Reads the whole exams table and changes nothing.

${STAGE_HELP}  --help               shows this help
`;

process.exitCode = await runCommand('check:exams', HELP, async args => {
  const { values } = parseArgs({ args, options: STAGE_OPTIONS });
  const env = settingsOf(values, process.env);
  const defaultBackend = readDefaultBackend(env);
  const vendors = readVendorSettings(env);
  let [examCount, missingCount] = [0, 0];
  for await (const exam of proctoredExams(createDocumentClient(dynamodbOf(values, process.env)), tablesOf(values))) {
    const { backend, endpoint } = reviewEndpointOf(exam, vendors, defaultBackend);
    examCount++;
    if (endpoint === null) missingCount++;
    const reviews = endpoint ?? 'NONE: add the backend to VENDORS, or change the exam';
    console.log(`${exam.examId}  ${exam.courseId}  ${exam.contentId}  ${backend}  reviews: ${reviews}`);
  }
  console.log(`${examCount} proctored exams; no endpoint accepts the reviews of ${missingCount}.`);
  return missingCount > 0 ? 1 : 0;
});
