/** `npm run check:exams`: says for every proctored exam which endpoint takes the reviews of its attempts. */
import { parseArgs } from 'node:util';
import { runCommand } from '../cli/runCommand.ts';
import { readDefaultBackend } from '../src/config/attempts.ts';
import { readVendorSettings } from '../src/config/vendors.ts';
import { createDocumentClient } from '../src/store/dynamodb/client.ts';
import { judgeExam, proctoredExams } from './exams/reviewEndpoint.ts';
import { dynamodbOf, STAGE_HELP, STAGE_OPTIONS, settingsOf, tablesOf } from './stage/stageClients.ts';

const HELP = `npm run check:exams -- [options]

Lists every proctored exam with the endpoint that takes the reviews of its attempts. A review that comes to another
endpoint is refused. Ends with 1 where an exam names a backend that VENDORS does not have: no review of it is taken.
Reads VENDORS and DEFAULT_BACKEND as they are to be deployed. Changes nothing; reads the whole table of exams.

${STAGE_HELP}  --help               shows this
`;

process.exitCode = await runCommand('check:exams', HELP, async args => {
  const { values } = parseArgs({ args, options: STAGE_OPTIONS });
  const env = settingsOf(values, process.env);
  const defaultBackend = readDefaultBackend(env);
  const vendors = readVendorSettings(env);
  let [count, withoutVendor] = [0, 0];
  for await (const exam of proctoredExams(createDocumentClient(dynamodbOf(values, process.env)), tablesOf(values))) {
    const { backend, endpoint } = judgeExam(exam, vendors, defaultBackend);
    count++;
    if (endpoint === null) withoutVendor++;
    const where = endpoint ?? 'NONE: VENDORS does not have this backend';
    console.log(`${exam.examId}  ${exam.courseId}  ${exam.contentId}  ${backend}  reviews: ${where}`);
  }
  console.log(`${count} proctored exams, ${withoutVendor} whose reviews no endpoint takes.`);
  return withoutVendor > 0 ? 1 : 0;
});
