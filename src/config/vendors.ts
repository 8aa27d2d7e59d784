import * as z from 'zod/mini';
import { describeIn } from '../validation/describeIssue.ts';
import { PROTOCOL_NAMES, type ProtocolName } from '../vendors/registry.ts';
import { configError, type Environment, optionalString, parse, parseJson } from './env.ts';

const settings = z.object({
  /**
   * JSON object from backends to their protocol, connection and signature: docs/vendors.md.
   * @defaultValue `{"software_secure": {}}`
   */
  VENDORS: optionalString,
});

const signature = z.strictObject({
  scheme: z.string(),
  /** Two while one replaces the other. */
  secrets: z._default(z.array(z.string()).check(z.maxLength(2)), []),
  tolerance_seconds: z._default(z.number().check(z.int(), z.gte(1), z.lte(3600)), 300),
});

const vendor = z.strictObject({
  /** The backend's name is one itself as a rule. */
  protocol: z.optional(z.string()),
  /** What attempts are registered with; without it the LMS registers them. Who connects checks what is in it. */
  connection: z.optional(z.record(z.string(), z.unknown())),
  /** How its deliveries prove that they are its own; unsigned if not said. */
  signature: z.optional(signature),
  /** Whether a different later review replaces the current one; ALLOW_REVIEW_UPDATES if not said. */
  review_updates: z.optional(z.boolean()),
});

/** What VENDORS says, by the backend's name. @throws ConfigError naming what is wrong, never its value */
export function readVendorSettings(env: Environment) {
  const { VENDORS: json } = parse(settings, env);
  const values = json === null ? { software_secure: {} } : parseJson('VENDORS', json);
  const result = z.safeParse(z.record(z.string().check(z.regex(/^\w{1,64}$/)), vendor), values);
  if (!result.success) throw wrongVendor(result.error);
  return new Map(
    Object.entries(result.data).map(([name, { protocol = name, review_updates: reviewUpdates, ...one }]) => {
      if (!isProtocol(protocol)) {
        throw configError('VENDORS', `${name}.protocol: must be one of ${PROTOCOL_NAMES.join(', ')}`);
      }
      return [name, { ...one, protocol, reviewUpdates }] as const;
    }),
  );
}

export type VendorSettings = ReturnType<typeof readVendorSettings> extends Map<string, infer One> ? One : never;

function isProtocol(name: string): name is ProtocolName {
  return PROTOCOL_NAMES.some(known => known === name);
}

/** Names what is wrong, never its value, which may be a secret. */
export function wrongVendor(error: z.core.$ZodError, within: string[] = []) {
  return configError('VENDORS', describeIn(error.issues[0], within));
}
