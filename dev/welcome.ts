/** The message of `npm start` after the start. */
export function welcome({
  url,
  dynamodbEndpoint,
  sqsEndpoint,
  lambdaPort,
  dataDir,
  staffToken,
}: WelcomeOptions): string {
  const api = `${url}/api/edx_proctoring`;
  return `
Ready at ${url}

  API docs  ${url}/docs
  Staff     ${url}/staff/${staffToken === undefined ? '' : `#token=${staffToken}`}
  DynamoDB  ${dynamodbEndpoint}
  SQS       ${sqsEndpoint}
  Lambda    http://127.0.0.1:${lambdaPort} (invokes functions by name, like the AWS API)
  Data      ${dataDir ?? 'in memory, lost at the stop (npm start -- --data DIR stores them)'}

Try, in another terminal:

  curl -w '\\n' ${url}/health
  curl -w '\\n' -H "Authorization: Bearer $(npm run --silent token -- --staff)" ${api}/v1/proctored_exam/attempt/code/NONE
  curl -w '\\n' ${api}/proctoring_review_callback/ -d @test/fixtures/software-secure/clean.json

Both codes are unknown. "Try it" in README.md creates an exam and an attempt; npm run demo shows the lifecycle of one.

Ctrl-C stops everything.
`;
}

interface WelcomeOptions {
  url: string;
  dynamodbEndpoint: string;
  sqsEndpoint: string;
  lambdaPort: number;
  dataDir?: string | undefined;
  /** Logs in to the page for staff; undefined if the service accepts tokens of another key only. */
  staffToken?: string | undefined;
}
