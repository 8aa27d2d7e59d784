import * as z from 'zod/mini';
import { readBaseConfig } from './config.ts';
import { Refusal } from './domain/errors.ts';
import type { Exam } from './domain/exams/exam.ts';
import type { Vendor, Vendors } from './domain/vendors/vendor.ts';
import { type Environment, parse, parseJson, unset, wrong } from './environment.ts';
import { PROTOCOLS } from './vendors/protocols.ts';
import type { VendorModule } from './vendors/vendorModule.ts';

const settings = z.object({
  VENDORS: unset,
  DEFAULT_BACKEND: z._default(z.string(), 'software_secure'),
  PUBLIC_URL: unset,
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
  /** What attempts are registered with; without it the LMS registers them. */
  connection: z.optional(z.record(z.string(), z.unknown())),
  /** How its deliveries prove that they are its own; unsigned if not said. */
  signature: z.optional(signature),
  /** Whether a different later review replaces the current one; ALLOW_REVIEW_UPDATES if not said. */
  review_updates: z.optional(z.boolean()),
});

/** Where the vendor's browser announces an attempt. */
const LAUNCH_PATH = '/api/edx_proctoring/proctoring_launch_callback/start_exam/';

/** The vendors that attempts are registered with. */
export function readVendors(env: Environment): Vendors {
  const { DEFAULT_BACKEND, PUBLIC_URL } = parse(settings, env);
  const { isProduction } = readBaseConfig(env);
  const configured = readVendorSettings(env);
  const connected = new Map<string, Vendor>();
  for (const [name, { module, connection }] of configured) {
    if (isProduction && module.isForDevelopment)
      throw wrong('VENDORS', `${name}: ${module.protocol} is for development`);
    if (!connection || !module.connection) continue;
    const launchUrl = launchUrls(PUBLIC_URL, name, module);
    connected.set(name, module.connection.connect(connection, { name, launchUrl }));
  }
  return {
    of(exam: Exam) {
      const name = exam.backend ?? DEFAULT_BACKEND;
      // In production an attempt that nobody watches is no attempt: that the LMS registers it has to be said.
      if (isProduction && !configured.has(name)) {
        throw new Refusal('backend_not_configured', `The proctoring backend "${name}" is not configured.`);
      }
      return connected.get(name);
    },
    named: backend => connected.get(backend),
    all: () => [...connected.values()],
  };
}

/** What VENDORS says, by the backend's name, with each connection's settings checked. */
export function readVendorSettings(env: Environment) {
  const { VENDORS: json } = parse(settings, env);
  const given = json === null ? { software_secure: {} } : parseJson('VENDORS', json);
  const result = z.safeParse(z.record(z.string().check(z.regex(/^\w{1,64}$/)), vendor), given);
  if (!result.success) throw wrongVendor(result.error);
  return new Map(
    Object.entries(result.data).map(([name, one]) => {
      const module = requireProtocol(name, one.protocol ?? name);
      const connection = connectionOf(name, module, one.connection);
      return [name, { module, connection, signature: one.signature, reviewUpdates: one.review_updates }] as const;
    }),
  );
}

function requireProtocol(name: string, protocol: string): VendorModule {
  const module = PROTOCOLS.find(one => one.protocol === protocol);
  if (module) return module;
  throw wrong('VENDORS', `${name}.protocol: must be one of ${PROTOCOLS.map(one => one.protocol).join(', ')}`);
}

function connectionOf(name: string, module: VendorModule, given: Record<string, unknown> | undefined): unknown {
  const needsNone = module.connection && z.safeParse(module.connection.settings(), {}).success;
  const connection = given ?? (needsNone ? {} : undefined);
  if (connection === undefined) return undefined;
  if (!module.connection) throw wrong('VENDORS', `${name}.connection: ${module.protocol} registers nothing`);
  const result = z.safeParse(module.connection.settings(), connection);
  if (!result.success) throw wrongVendor(result.error, [name, 'connection']);
  return result.data;
}

/** Names what is wrong, never its value, which may be a secret. */
function wrongVendor(error: z.core.$ZodError, within: string[] = []) {
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const where = [...within, ...(issue?.path ?? []), ...unknown].join('.');
  return wrong('VENDORS', `${where || 'it'}: ${issue?.message ?? 'is wrong'}`);
}

function launchUrls(publicUrl: string | null, name: string, module: VendorModule) {
  if (module.connection?.usesLaunchUrl && publicUrl === null) {
    throw wrong('PUBLIC_URL', `must be set, because "${name}" sends learners back to it`);
  }
  const base = (publicUrl ?? '').replace(/\/+$/, '');
  return (attemptCode: string) => `${base}${LAUNCH_PATH}${encodeURIComponent(attemptCode)}`;
}
