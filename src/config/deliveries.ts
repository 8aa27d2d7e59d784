import * as z from 'zod/mini';
import { configError, type Environment, isHttpUrl, optionalString, parse } from './env.ts';

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
  if (endpoint !== null && !isHttpUrl(endpoint)) throw configError('SQS_ENDPOINT', 'must be a URL');
  if (url === null) return undefined;
  if (!isHttpUrl(url)) throw configError('DELIVERIES_QUEUE_URL', 'must be a URL');
  return { url, endpoint: endpoint ?? undefined };
}
