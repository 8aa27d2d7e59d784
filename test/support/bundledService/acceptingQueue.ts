import { json, scriptedServer } from '../scriptedServer.ts';

/** A queue that accepts every message, and has none. */
export interface AcceptingQueue {
  /** The settings of the functions that use it. */
  readonly settings: Readonly<Record<'SQS_ENDPOINT' | 'DELIVERIES_QUEUE_URL', string>>;
  close(): Promise<void>;
}

export async function startAcceptingQueue(): Promise<AcceptingQueue> {
  const { url, close } = await scriptedServer(({ body }, response) => {
    const { Entries = [] } = JSON.parse(body) as { Entries?: { Id: string }[] };
    json(response, 200, { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] });
  });
  return { settings: { SQS_ENDPOINT: url, DELIVERIES_QUEUE_URL: `${url}/000000000000/webhooks` }, close };
}
