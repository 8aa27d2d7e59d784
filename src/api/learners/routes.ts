import { registerLearners } from '../../usecases/learners/registerLearners.ts';
import type { RenewalPorts } from '../../usecases/learners/renewNames.ts';
import type { LearnerStore } from '../../usecases/ports/learnerStore.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';

/** The registration of learners by the LMS. */
export function learnerRoutes(ports: { learners: LearnerStore } & RenewalPorts): Route[] {
  return [
    serve(contract.registerLearners, async ({ caller, body }) => {
      const learners = body.learners.map(learner => ({
        ...learner,
        email: learner.email ?? '',
        name: learner.name ?? '',
      }));
      await registerLearners(ports, caller, learners);
      return ok({ registered: learners.length });
    }),
  ];
}
