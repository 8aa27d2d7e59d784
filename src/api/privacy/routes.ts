import { type ErasurePorts, eraseAtVendors } from '../../usecases/privacy/eraseAtVendors.ts';
import { eraseLearner, type RetiringPorts } from '../../usecases/privacy/eraseLearner.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** The retirement of learners, here and at the vendors. */
export function privacyRoutes(ports: RetiringPorts & ErasurePorts): Route[] {
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
