import * as contract from '../contract/vendors.ts';
import type { LocatingPorts } from '../domain/attempts/locateAttempt.ts';
import { type ReviewIntake, type ReviewSettings, takeReview } from '../domain/reviews/takeReview.ts';
import type { Clock } from '../domain/time.ts';
import { parseReviewCallback } from '../vendors/softwareSecure/reviewCallback.ts';
import { ok } from './answer.ts';
import type { Route } from './routing.ts';
import { serve } from './serve.ts';

export function vendorRoutes(
  given: LocatingPorts & { reviews: ReviewIntake; clock: Clock },
  settings: ReviewSettings,
): Route[] {
  return [
    serve(contract.reviewCallback, async ({ bytes }) => {
      await takeReview(given, settings, parseReviewCallback(bytes()));
      return ok('OK' as const);
    }),
  ];
}
