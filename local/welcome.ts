/** What `npm start` says when everything is up. */
export function welcome({ url, dynamodbEndpoint, dataDir }: WelcomeFacts): string {
  return `
Ready at ${url}

  DynamoDB  ${dynamodbEndpoint}
  Data      ${dataDir ?? 'in memory, gone when this stops (npm start -- --data DIR keeps them)'}

Try:

  curl ${url}/health
  curl -H "Authorization: Bearer $(npm run --silent token)" ${url}/api/edx_proctoring/v1/proctored_exam/attempt

Ctrl-C stops everything.
`;
}

export interface WelcomeFacts {
  url: string;
  dynamodbEndpoint: string;
  dataDir?: string | undefined;
}
