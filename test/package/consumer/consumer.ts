/** Code of a user of the package; test/long/clientPackage.test.ts checks its types and runs it. */
import { type Client, createClient, ProblemError } from 'serverless-proctoring/client';

const [baseUrl = '', token = ''] = process.argv.slice(2);
const client: Client = createClient({ baseUrl, token: async () => token, validate: true });

const { exam_id } = await client.createExam({
  body: {
    course_id: 'course-v1:X+Y+Z',
    content_id: `block-v1:X+Y+Z+${Date.now()}`,
    external_id: null,
    exam_name: 'Midterm',
    time_limit_mins: '90',
    is_proctored: true,
    is_practice_exam: false,
    is_active: 'true',
    hide_after_due: false,
  },
});
const exam = await client.getExam({ params: { exam_id } }, { signal: AbortSignal.timeout(10_000) });
const minutes: number = exam.time_limit_mins;
const due: string | null = exam.due_date;
const { status } = await client.health();
const ok: 'ok' = status;

const problem: unknown = await client.getExam({ params: { exam_id: 5 } }).catch(error => error);
if (!(problem instanceof ProblemError)) throw new Error('That exam should not exist.');

// @ts-expect-error an exam has no such member
void exam.exam_title;
// @ts-expect-error an id is needed
const missing = () => client.getExam();
// @ts-expect-error an id is a number or its digits
const wrong = () => client.getExam({ params: { exam_id: true } });
void [missing, wrong];

console.log(JSON.stringify({ minutes, due, ok, refused: [problem.status, problem.code] }));
