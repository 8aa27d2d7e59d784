import * as z from 'zod/mini';
import { describeIssueAt } from '../validation/describeIssue.ts';
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
  /** Two during a rotation. */
  secrets: z._default(z.array(z.string()).check(z.maxLength(2)), []),
  tolerance_seconds: z._default(z.number().check(z.int(), z.gte(1), z.lte(3600)), 300),
});

const vendor = z.strictObject({
  /** @defaultValue the backend's name */
  protocol: z.optional(z.string()),
  /** The connection by which attempts are registered, validated by the vendor's module; without it the LMS registers them. */
  connection: z.optional(z.record(z.string(), z.unknown())),
  /** The signature of deliveries; unsigned if absent. */
  signature: z.optional(signature),
  /** Whether a later review that differs becomes current. @defaultValue ALLOW_REVIEW_UPDATES */
  review_updates: z.optional(z.boolean()),
});

/** VENDORS by backend. @throws ConfigError with the path of the fault, never its value */
export function readVendorSettings(env: Environment) {
  const { VENDORS: json } = parse(settings, env);
  const values = json === null ? { software_secure: {} } : parseJson('VENDORS', json);
  const result = z.safeParse(z.record(z.string().check(z.regex(/^\w{1,64}$/)), vendor), values);
  if (!result.success) throw vendorError(result.error);
  return new Map(
    Object.entries(result.data).map(([name, { protocol = name, review_updates: reviewUpdates, ...vendorSettings }]) => {
      if (!isProtocol(protocol)) {
        throw configError('VENDORS', `${name}.protocol: must be one of ${PROTOCOL_NAMES.join(', ')}`);
      }
      return [name, { ...vendorSettings, protocol, reviewUpdates }] as const;
    }),
  );
}

export type VendorSettings = ReturnType<typeof readVendorSettings> extends Map<string, infer Value> ? Value : never;

function isProtocol(name: string): name is ProtocolName {
  return PROTOCOL_NAMES.some(protocol => protocol === name);
}

/** An error with the path of the fault, without the value, which may be a secret. */
export function vendorError(error: z.core.$ZodError, within: string[] = []) {
  return configError('VENDORS', describeIssueAt(error.issues[0], within));
}
