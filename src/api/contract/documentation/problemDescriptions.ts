/** Descriptions of problems, and of endpoints that concern no object. */
export const PROBLEM_DESCRIPTIONS: Readonly<Record<string, string>> = {
  'health.status': 'Always `ok`.',
  'csrfToken.csrfToken': 'A random text of 64 characters.',
  'Problem.type': '`urn:proctoring:problem:` and the error code; clients decide by this.',
  title: 'The kind of problem, the same for every occurrence.',
  'Problem.status': 'The HTTP status.',
  'Problem.detail': 'A description of this occurrence, for a person.',
  errors: 'The faults of the input; absent for other problems.',
  pointer: 'A JSON pointer into the input.',
  'errors.detail': 'The expectation that the value does not meet.',
  'AttemptProblem.type': '`urn:proctoring:problem:` and the error code; clients decide by this.',
  'AllowanceProblem.type': '`urn:proctoring:problem:` and the error code; clients decide by this.',
  'AllowanceProblem.value': 'The present value of the allowance, of `allowance_changed`; null without one.',
  'AttemptProblem.attempt': 'The attempt as it is now, of `attempt_changed`.',
};
