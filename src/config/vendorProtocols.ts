import * as z from 'zod/mini';
import type { ExternalIdPolicy } from '../domain/attempts/visibleExternalId.ts';
import { PROTOCOL_NAMES, type ProtocolName, protocolFacts } from '../vendors/registry.ts';
import { readDefaultBackend } from './attempts.ts';
import { configError, type Environment, optionalString, parse, parseJson } from './env.ts';

const settings = z.object({
  /**
   * JSON object from backends to protocols, for functions that must not know the secrets in `VENDORS`.
   * @defaultValue derived from `VENDORS`
   */
  VENDOR_PROTOCOLS: optionalString,
});

const protocolsByBackend = z.record(z.string(), z.enum(PROTOCOL_NAMES));

/** The protocol of each backend, which resources/vendorProtocols.cjs derives from VENDORS, without the secrets there. */
export function readVendorProtocols(env: Environment): ReadonlyMap<string, ProtocolName> {
  const { VENDOR_PROTOCOLS: json } = parse(settings, env);
  const values = json === null ? { software_secure: 'software_secure' } : parseJson('VENDOR_PROTOCOLS', json);
  const protocols = z.safeParse(protocolsByBackend, values);
  if (!protocols.success) {
    throw configError('VENDOR_PROTOCOLS', `must be a JSON object from backends to one of ${PROTOCOL_NAMES.join(', ')}`);
  }
  return new Map(Object.entries(protocols.data));
}

/** The backends whose vendors publish a configuration for front ends. */
export function readPublishingBackends(env: Environment): ReadonlySet<string> {
  return backendsWith(env, 'publishesConfig');
}

/** The backends whose external ids are not secret. */
export function readExternalIdPolicy(env: Environment): ExternalIdPolicy {
  return { backendsWithTokens: backendsWith(env, 'usesTokens'), defaultBackend: readDefaultBackend(env) };
}

/** The backends whose vendors have a dashboard of courses. */
export function readDashboardBackends(env: Environment): ReadonlySet<string> {
  return backendsWith(env, 'hasDashboard');
}

function backendsWith(env: Environment, fact: 'usesTokens' | 'publishesConfig' | 'hasDashboard'): ReadonlySet<string> {
  const protocols = [...readVendorProtocols(env)];
  return new Set(protocols.flatMap(([backend, protocol]) => (protocolFacts(protocol)[fact] ? [backend] : [])));
}
