import * as z from 'zod/mini';
import { type Environment, optionalString, parse, requireHttpUrl } from './env.ts';

const settings = z.object({
  /**
   * URL of the queue of events for webhooks; without it, no events are sent.
   * @defaultValue from the deployment
   */
  DELIVERIES_QUEUE_URL: optionalString,
  /**
   * Endpoint of Amazon SQS.
   * @defaultValue that of the region
   */
  SQS_ENDPOINT: optionalString,
});

interface QueueSettings {
  url: string;
  endpoint: string | undefined;
}

/** Undefined without a queue. */
export function readDeliveriesQueue(env: Environment): QueueSettings | undefined {
  const { DELIVERIES_QUEUE_URL: url, SQS_ENDPOINT: endpoint } = parse(settings, env);
  requireHttpUrl('SQS_ENDPOINT', endpoint);
  if (url === null) return undefined;
  requireHttpUrl('DELIVERIES_QUEUE_URL', url);
  return { url, endpoint: endpoint ?? undefined };
}
