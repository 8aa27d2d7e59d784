import * as z from 'zod/mini';
import type { Dashboard, Dashboards } from '../usecases/ports/dashboards.ts';
import { DASHBOARDS } from '../vendors/registry.ts';
import type { Environment } from './env.ts';
import { readVendorSettings, vendorError } from './vendors.ts';

/** The dashboards of the configured vendors. @throws ConfigError naming the setting, never a secret */
export function readDashboards(env: Environment): Dashboards {
  const dashboards = new Map<string, Dashboard>();
  for (const [name, { protocol, connection }] of readVendorSettings(env)) {
    const module = DASHBOARDS[protocol];
    // Without a connection only the LMS knows the vendor.
    if (!module || (module.settings && connection === undefined)) continue;
    const settings = module.settings && z.safeParse(module.settings(), connection);
    if (settings && !settings.success) throw vendorError(settings.error, [name, 'connection']);
    dashboards.set(name, module.open(settings?.data, name));
  }
  return { of: backend => dashboards.get(backend) };
}
