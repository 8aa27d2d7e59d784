import type * as z from 'zod/mini';
import type { Lazy } from '../api/contract/lazy.ts';
import type { Dashboard } from '../usecases/ports/dashboards.ts';

/** The dashboard of one kind of vendor, for staff; `registry.ts` lists them. It makes no calls to the vendor. */
export interface DashboardModule<Settings extends z.ZodMiniType = z.ZodMiniType> {
  /** The connection in VENDORS that it needs; undefined for a dashboard without one. */
  settings?: Lazy<Settings>;
  /** @param name the backend's name in the configuration */
  open(settings: z.output<Settings>, name: string): Dashboard;
}

/** Declares a dashboard; the type of its settings stays within it. */
export function dashboardModule<Settings extends z.ZodMiniType>(module: DashboardModule<Settings>): DashboardModule {
  return module as unknown as DashboardModule;
}
