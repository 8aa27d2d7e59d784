const API = '/api/edx_proctoring';
const V1 = `${API}/v1/proctored_exam`;
const TIMEOUT_MS = 30_000;

/** A request without effects, and the answer of a healthy service. */
export interface SmokeCheck {
  name: string;
  method?: string;
  path: string;
  token?: string;
  body?: unknown;
  statuses: readonly number[];
  /** The code of the expected problem document, if any. */
  problem?: string;
  /** A text that only answers of this service contain. */
  contains?: string;
}

/** One request for each HTTP function; with a token also requests that reach DynamoDB. */
export function smokeChecks(token?: string): SmokeCheck[] {
  const unauthenticated = { statuses: [401], problem: 'unauthenticated' };
  const withToken: SmokeCheck[] = token
    ? [
        {
          name: 'exams, with the token',
          path: `${V1}/exam/course_id/course-v1:smoke+test+1`,
          token,
          statuses: [200],
        },
        { name: 'lists, with the token', path: `${V1}/active_attempt`, token, statuses: [200] },
      ]
    : [];
  return [
    { name: 'health', path: '/health', statuses: [200], contains: '"status":"ok"' },
    { name: 'staffPage', path: '/staff', statuses: [200], contains: '<meta name="staff-page"' },
    { name: 'an unknown path', path: '/smoke-test', statuses: [404], problem: 'path_not_found' },
    { name: 'exams, without a token', path: `${V1}/settings/exam_id/1/`, ...unauthenticated },
    { name: 'allowances, without a token', method: 'PUT', path: `${API}/v1/learners`, body: [], ...unauthenticated },
    { name: 'attempts, without a token', path: `${V1}/attempt/1`, ...unauthenticated },
    { name: 'lookups, without a token', path: `${V1}/attempt/code/SMOKE-TEST`, ...unauthenticated },
    { name: 'lists, without a token', path: `${V1}/attempt`, ...unauthenticated },
    {
      name: 'privacy, without a token',
      method: 'POST',
      path: `${API}/v1/retire_user/1/`,
      body: {},
      ...unauthenticated,
    },
    {
      name: 'vendorCallbacks, with a review of no attempt',
      method: 'POST',
      path: `${API}/proctoring_review_callback/`,
      body: {},
      statuses: [400, 401, 403],
    },
    ...withToken,
  ];
}

/** The difference between the answer and the expected one; undefined if there is none. */
async function smokeFault(address: string, check: SmokeCheck): Promise<string | undefined> {
  const { method = 'GET', path, token, body, statuses, problem, contains } = check;
  try {
    const response = await fetch(`${address.replace(/\/+$/, '')}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!statuses.includes(response.status))
      return `status ${response.status}, not ${statuses.join(' or ')}: ${text.slice(0, 200)}`;
    if (problem && !text.includes(`"urn:proctoring:problem:${problem}"`))
      return `not the problem ${problem}: ${text.slice(0, 200)}`;
    if (contains && !text.includes(contains)) return `not an answer of this service: ${text.slice(0, 200)}`;
    return undefined;
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : error}`;
  }
}

/** Does all checks, and prints a line for each. @returns the exit code of the command */
export async function runSmokeChecks(address: string, token?: string, print = console.log): Promise<number> {
  let failed = 0;
  for (const check of smokeChecks(token)) {
    const fault = await smokeFault(address, check);
    if (fault) failed++;
    print(`${fault ? 'FAILED' : 'ok'}  ${check.name}${fault ? `: ${fault}` : ''}`);
  }
  print(failed > 0 ? `${failed} checks failed.` : 'All checks passed.');
  return failed > 0 ? 1 : 0;
}
