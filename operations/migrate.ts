/** `npm run migrate`: completes stored items after an upgrade. */
import { parseArgs } from 'node:util';
import { CommandError } from '../cli/commandError.ts';
import { runCommand } from '../cli/runCommand.ts';
import { Overloaded } from '../src/domain/errors.ts';
import { clock } from '../src/platform/system.ts';
import { createDocumentClient } from '../src/store/dynamodb/client.ts';
import { indexAllAttempts } from './migrations/allByCourse.ts';
import { listCoursesOfStaff } from './migrations/coursesOfStaff.ts';
import { dynamodbOf, STAGE_HELP, STAGE_OPTIONS, tablesOf } from './stage/stageClients.ts';

const HELP = `npm run migrate -- [options]

Adds attempts that earlier releases stored to the index of all attempts of a course (all_by_course). Run it once, a minute
after the deployment of the release that adds the index, also after a first deployment: until it has finished, lists of all
attempts log that they may be incomplete. Reads the whole attempts table; writes each attempt that is not in the index, on
the condition that it still exists, and changes nothing else of it. An interrupted run continues where it stopped; a
finished one can be repeated, and has to be, with --restart, after a rollback to a release without the index. Then the
courses whose staff earlier releases have stored are added to the lists of their staff; the directory is read for it. The
service needs no pause.

${STAGE_HELP}  --restart            begins again instead of continuing an interrupted run
  --help               shows this help
`;

const OPTIONS = { ...STAGE_OPTIONS, restart: { type: 'boolean', default: false } } as const;

/** Attempts read between two lines of progress. */
const PROGRESS_STEP = 10_000;

process.exitCode = await runCommand('migrate', HELP, async args => {
  const { values } = parseArgs({ args, options: OPTIONS });
  const client = createDocumentClient({ ...dynamodbOf(values, process.env), requestTimeout: 10_000, maxAttempts: 8 });
  let nextLine = PROGRESS_STEP;
  const onProgress = ({ read, added }: { read: number; added: number }) => {
    if (read < nextLine) return;
    nextLine = read + PROGRESS_STEP;
    console.log(`${read} attempts read, ${added} added to the index …`);
  };
  try {
    const { read, added, withoutCourse } = await indexAllAttempts(client, tablesOf(values), {
      clock,
      onProgress,
      isRestart: values.restart,
    });
    console.log(`Finished: ${read} attempts read, ${added} added to the index.`);
    const courses = await listCoursesOfStaff(client, tablesOf(values));
    console.log(`${courses} courses with staff are in the lists of their staff.`);
    if (withoutCourse > 0) console.log(`${withoutCourse} attempts have no course_id; no list of a course has them.`);
    return 0;
  } catch (error) {
    if (!(error instanceof Overloaded)) throw error;
    throw new CommandError('DynamoDB throttles or does not answer. Run the command again: it continues from here.');
  }
});
