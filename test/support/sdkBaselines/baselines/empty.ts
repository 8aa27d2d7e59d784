/** A function that does nothing: what Node and Lambda cost by themselves. */
export async function handler() {
  return { statusCode: 200, body: '{}' };
}
