import { type AllowanceRow, groupRows } from './allowanceRows.ts';
import { describeError } from './api.ts';
import { grantMinutes } from './grantMinutes.ts';
import { MAX_KEPT_LENGTH } from './keptFetch.ts';
import { SharedState } from './sharedState.ts';
import { counted } from './wording.ts';

/** The result of a row of a pasted list. */
export interface RowAnswer {
  row: AllowanceRow;
  /** Empty if the row was granted, or can be. */
  problem: string;
}

/** Answers to the latest list, until the next one. */
export const grantAnswers = new SharedState<readonly RowAnswer[]>([]);

/** Requests at once: lists with other minutes for each learner are many. */
const CONCURRENCY = 8;

/** Whether a page that is closed cannot send all of it. */
export function isLongList(rows: readonly AllowanceRow[]): boolean {
  return groupRows(rows).length > CONCURRENCY || JSON.stringify(rows).length > MAX_KEPT_LENGTH;
}

/** Grants additional time by rows, or checks whether the service would; a request that fails is a problem of its rows. */
export async function grantRows(rows: readonly AllowanceRow[], isDryRun: boolean): Promise<RowAnswer[]> {
  const groups = groupRows(rows);
  const answers: RowAnswer[] = [];
  const work = async () => {
    for (let group = groups.shift(); group; group = groups.shift())
      answers.push(...(await grantGroup(group, isDryRun)));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return answers.sort((a, b) => a.row.line - b.row.line);
}

async function grantGroup(group: readonly AllowanceRow[], isDryRun: boolean): Promise<RowAnswer[]> {
  const [{ examId, minutes, before } = { examId: 0, minutes: 0 }] = group;
  const learners = group.map(({ learner }) => learner);
  try {
    const answerFor = await grantMinutes({
      examId,
      minutes,
      learners,
      isDryRun,
      before: isDryRun ? undefined : before,
    });
    return group.map(row => {
      const answer = answerFor(row.learner);
      const { status = 503, detail = 'The service has not answered this line.', value } = answer ?? {};
      if (status === 409) return { row, problem: `Meanwhile it is ${describeMinutes(value)}. Check the line again.` };
      return { row: { ...row, ...(isDryRun && { before: value }) }, problem: status < 400 ? '' : detail };
    });
  } catch (error) {
    const problem = describeError(error);
    return group.map(row => ({ row, problem }));
  }
}

function describeMinutes(value: string | null | undefined): string {
  return typeof value === 'string' ? counted(Number(value), 'minute') : 'none';
}
