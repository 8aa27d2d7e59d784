/** The message of `npm start` when everything is up. */
export function welcome({ url, dynamodbEndpoint, lambdaPort, dataDir }: WelcomeFacts): string {
  const api = `${url}/api/edx_proctoring`;
  return `
Ready at ${url}

  API docs  ${url}/docs
  DynamoDB  ${dynamodbEndpoint}
  Lambda    http://127.0.0.1:${lambdaPort} (functions by name, as the AWS API has it)
  Data      ${dataDir ?? 'in memory, gone when this stops (npm start -- --data DIR keeps them)'}

Try, in another terminal:

  curl -w '\\n' ${url}/health
  curl -w '\\n' -H "Authorization: Bearer $(npm run --silent token -- --staff)" ${api}/v1/proctored_exam/attempt/code/NONE
  curl -w '\\n' ${api}/proctoring_review_callback/ -d @test/fixtures/software-secure/clean.json

Neither code is known yet. README "Try it" makes an exam and an attempt; npm run demo walks one through its life.

Ctrl-C stops everything.
`;
}

interface WelcomeFacts {
  url: string;
  dynamodbEndpoint: string;
  lambdaPort: number;
  dataDir?: string | undefined;
}
