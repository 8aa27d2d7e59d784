/** Does nothing: what serverless-offline itself takes for a request. */
export function handler() {
  return Promise.resolve({ statusCode: 200, body: '{"status":"ok"}' });
}
