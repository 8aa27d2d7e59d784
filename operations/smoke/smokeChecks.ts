const API = '/api/edx_proctoring';
const V1 = `${API}/v1/proctored_exam`;
const TIMEOUT_MS = 30_000;

/** A request that changes nothing, and the answer that a healthy service gives. */
export interface SmokeCheck {
  name: string;
  method?: string;
  path: string;
  token?: string;
  body?: unknown;
  statuses: readonly number[];
  /** The code of the expected problem; absent where the answer is none. */
  problem?: string;
}

/** One request for each function that answers requests; with a token also requests that reach DynamoDB. */
export function smokeChecks(token?: string): SmokeCheck[] {
  const refused = { statuses: [401], problem: 'unauthenticated' };
  const withToken: SmokeCheck[] = token
    ? [
        {
          name: 'a token is accepted, exams are read',
          path: `${V1}/exam/course_id/course-v1:smoke+test+1`,
          token,
          statuses: [200],
        },
        { name: 'what a token’s learner is taking is read', path: `${V1}/active_attempt`, token, statuses: [200] },
      ]
    : [];
  return [
    { name: 'health', path: '/health', statuses: [200] },
    { name: 'an unknown path', path: '/smoke-test', statuses: [404], problem: 'path_not_found' },
    { name: 'exams, without a token', path: `${V1}/settings/exam_id/1/`, ...refused },
    { name: 'allowances, without a token', method: 'PUT', path: `${API}/v1/learners`, body: [], ...refused },
    { name: 'attempts, without a token', path: `${V1}/attempt/1`, ...refused },
    { name: 'lookups, without a token', path: `${V1}/attempt/code/SMOKE-TEST`, ...refused },
    { name: 'lists, without a token', path: `${V1}/attempt`, ...refused },
    { name: 'privacy, without a token', method: 'POST', path: `${API}/v1/retire_user/1/`, body: {}, ...refused },
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

/** How the answer differs from the expected one; undefined if it does not. */
export async function smokeFault(address: string, check: SmokeCheck): Promise<string | undefined> {
  const { method = 'GET', path, token, body, statuses, problem } = check;
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
    return undefined;
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : error}`;
  }
}
