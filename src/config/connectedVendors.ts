import * as z from 'zod/mini';
import { backendNotConfigured } from '../domain/exams/backends.ts';
import type { Exam } from '../domain/exams/exam.ts';
import type { Vendor, Vendors } from '../usecases/ports/vendors.ts';
import { OUTBOUND, protocolFacts } from '../vendors/registry.ts';
import type { VendorModule } from '../vendors/vendorModule.ts';
import { readDefaultBackend } from './attempts.ts';
import { readBaseConfig } from './base.ts';
import { configError, type Environment } from './env.ts';
import { readPublicUrl } from './publicUrl.ts';
import { readVendorSettings, type VendorSettings, vendorError } from './vendors.ts';

/** The path at which the vendor's browser launches an attempt. */
const LAUNCH_PATH = '/api/edx_proctoring/proctoring_launch_callback/start_exam/';

/** The vendors that attempts are registered with. @throws ConfigError naming the setting, never a secret */
export function readVendors(env: Environment): Vendors {
  const publicUrl = readPublicUrl(env);
  const defaultBackend = readDefaultBackend(env);
  const { isProduction } = readBaseConfig(env);
  const settingsByBackend = readVendorSettings(env);
  const vendors = new Map<string, Vendor>();
  for (const [name, vendorSettings] of settingsByBackend) {
    const module = OUTBOUND[vendorSettings.protocol];
    if (isProduction && module.isForDevelopment)
      throw configError('VENDORS', `${name}: ${vendorSettings.protocol} is for development`);
    const connection = connectionOf(name, module, vendorSettings);
    if (connection === undefined || !module.connection) continue;
    const launchUrl = launchUrls(publicUrl, name, vendorSettings);
    vendors.set(name, module.connection.connect(connection, { name, launchUrl }));
  }
  return {
    of(exam: Exam) {
      const name = exam.backend ?? defaultBackend;
      // A production stage rejects a backend without configuration: its attempts would not be proctored.
      if (isProduction && !settingsByBackend.has(name)) {
        throw backendNotConfigured(name);
      }
      return vendors.get(name);
    },
    named: backend => vendors.get(backend),
    all: () => [...vendors.values()],
  };
}

/** @returns the settings of the connection; undefined if the LMS registers the vendor's attempts */
function connectionOf(
  name: string,
  module: VendorModule,
  { protocol, connection: connectionSettings }: VendorSettings,
): unknown {
  const hasDefaults = module.connection && z.safeParse(module.connection.settings(), {}).success;
  const connection = connectionSettings ?? (hasDefaults ? {} : undefined);
  if (connection === undefined) return undefined;
  if (!module.connection)
    throw configError('VENDORS', `${name}.connection: the protocol ${protocol} has no connection`);
  const result = z.safeParse(module.connection.settings(), connection);
  if (!result.success) throw vendorError(result.error, [name, 'connection']);
  return result.data;
}

function launchUrls(publicUrl: string | null, name: string, { protocol }: VendorSettings) {
  if (protocolFacts(protocol).usesLaunchUrl && publicUrl === null) {
    throw configError('PUBLIC_URL', `must be set, because "${name}" returns learners to it`);
  }
  const base = (publicUrl ?? '').replace(/\/+$/, '');
  return (attemptCode: string) => `${base}${LAUNCH_PATH}${encodeURIComponent(attemptCode)}`;
}
