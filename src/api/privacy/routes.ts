import { eraseAtVendors, type VendorErasurePorts } from '../../usecases/privacy/eraseAtVendors.ts';
import { type ErasurePorts, eraseLearner } from '../../usecases/privacy/eraseLearner.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** Routes of the erasure of learners, here and at the vendors. */
export function privacyRoutes(ports: ErasurePorts & VendorErasurePorts): Route[] {
  return [
    serve(contract.retireUser, async ({ caller, params }) => {
      await eraseLearner(ports, caller, params.user_id);
      return { status: 204 };
    }),
    serve(contract.retireBackendUser, async ({ caller, params }) =>
      ok(await eraseAtVendors(ports, caller, params.user_id)),
    ),
  ];
}
