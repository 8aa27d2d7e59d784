import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { vendorModule } from '../vendorModule.ts';

/** For development: accepts each attempt and proctors none. Production stages reject it. */
export const mockOutbound = vendorModule({
  isForDevelopment: true,
  connection: {
    settings: lazy(() => z.strictObject({})),
    connect: (_settings, { name }) => ({
      name,
      registerAttempt: async () => ({ externalId: randomUUID(), onboarding: null }),
    }),
  },
});
