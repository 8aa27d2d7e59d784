import * as z from 'zod/mini';
import { readBaseConfig } from './base.ts';
import { configError, type Environment, optionalString, parse, requireHttpUrl } from './env.ts';

const settings = z.object({
  /**
   * Name or ARN of a bus of Amazon EventBridge on which each event is put. The local stack puts none without
   * `EVENTBRIDGE_ENDPOINT`.
   * @defaultValue none: events are put on no bus
   */
  EVENT_BUS_NAME: optionalString,
  /**
   * Endpoint of Amazon EventBridge.
   * @defaultValue that of the region
   */
  EVENTBRIDGE_ENDPOINT: optionalString,
});

/** Names and ARNs that EventBridge accepts. */
const BUS_NAME = /^(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:\d{12}:event-bus\/)?[/.\-\w]{1,256}$/;

interface BusSettings {
  name: string;
  endpoint: string | undefined;
}

/** Undefined without a bus. */
export function readEventBus(env: Environment): BusSettings | undefined {
  const { EVENT_BUS_NAME: name, EVENTBRIDGE_ENDPOINT: endpoint } = parse(settings, env);
  requireHttpUrl('EVENTBRIDGE_ENDPOINT', endpoint);
  if (name === null) return undefined;
  if (!BUS_NAME.test(name)) throw configError('EVENT_BUS_NAME', 'must be the name or the ARN of an event bus');
  const isReachable = endpoint !== null || readBaseConfig(env).isDeployed;
  return isReachable ? { name, endpoint: endpoint ?? undefined } : undefined;
}
