import * as contract from '../contract/vendors.ts';
import { announceReady, launchAttempt } from '../domain/attempts/announceAttempt.ts';
import type { ChangingPorts } from '../domain/attempts/attemptPorts.ts';
import type { LocatingPorts } from '../domain/attempts/locateAttempt.ts';
import { Refusal } from '../domain/errors.ts';
import type { ExamStore } from '../domain/exams/exam.ts';
import { locateDelivery } from '../domain/reviews/locateDelivery.ts';
import { type ReviewIntake, takeReview } from '../domain/reviews/takeReview.ts';
import { takeReviewOf, takeSignedReview } from '../domain/reviews/takeVendorReview.ts';
import type { InboundVendor, InboundVendors } from '../vendors/inbound.ts';
import { ok } from './answer.ts';
import { type LaunchCookieSettings, launchCookie } from './launchCookie.ts';
import type { Route } from './routing.ts';
import { type CheckedRequest, serve } from './serve.ts';
import { fillAddress } from './wire/examAddress.ts';

interface VendorPorts extends LocatingPorts, ChangingPorts {
  exams: Pick<ExamStore, 'read'>;
  reviews: ReviewIntake;
  inbound: InboundVendors;
  /** Undefined where no vendor sends browsers back. */
  launching: (LaunchCookieSettings & { examUrl: string }) | undefined;
}

type Delivered = Pick<CheckedRequest<typeof contract.reviewCallback>, 'headers' | 'bytes'>;

/** What vendors post, and their browsers ask for. */
export function vendorRoutes(given: VendorPorts): Route[] {
  const { inbound, launching } = given;
  return [
    serve(contract.reviewCallback, async request => {
      const vendor = requireVendor(inbound.softwareSecure);
      const review = await readSigned(vendor, request);
      // The pair of code and record locator is this vendor's proof.
      if (review !== 'ignored') await takeReview(given, vendor.settings, await locateDelivery(given, review));
      return ok('OK' as const);
    }),
    serve(contract.vendorCallback, async request => {
      const vendor = requireVendor(inbound.named(request.params.backend));
      const review = await readSigned(vendor, request);
      if (review !== 'ignored') await takeSignedReview(given, vendor, review, inbound.defaultBackend);
      return ok('OK' as const);
    }),
    serve(contract.reviewAttempt, async ({ caller, params, bytes }) => {
      const of = (backend: string) => {
        const vendor = inbound.named(backend);
        const { parse, parseAt } = vendor?.reviews ?? {};
        const read = parseAt ?? parse;
        return vendor && read && { ...vendor, parse: (externalId: string) => read(bytes(), externalId) };
      };
      await takeReviewOf(given, caller, params.external_id, { of, defaultBackend: inbound.defaultBackend });
      return ok('OK' as const);
    }),
    serve(contract.announceReady, async ({ caller, params }) => {
      await announceReady(given, caller, params.external_id, inbound.defaultBackend);
      return ok('OK' as const);
    }),
    serve(contract.launchExam, async ({ params }) => {
      if (!launching) throw new Refusal('path_not_found', 'Launching is not in use here.');
      const { attempt, exam } = await launchAttempt(given, params.attempt_code);
      const cookie = launchCookie(attempt, launching, Date.parse(given.clock()));
      return { status: 302, headers: { location: fillAddress(launching.examUrl, exam) }, cookies: [cookie] };
    }),
  ];
}

/** @throws Refusal `path_not_found` where nobody has that callback */
function requireVendor(vendor: InboundVendor | undefined): InboundVendor {
  if (vendor?.reviews.parse) return vendor;
  throw new Refusal('path_not_found', 'No vendor posts reviews to this path.');
}

/** The signature is looked at before anything is parsed. @throws Refusal `wrong_signature`, and for what is malformed */
async function readSigned({ name, reviews, verify }: InboundVendor, { headers, bytes }: Delivered) {
  const body = bytes();
  const verdict = await verify({ headers, body });
  if (verdict !== 'ok') {
    throw new Refusal('wrong_signature', 'The delivery is not signed as agreed.', {
      logged: { vendor: name, signature: verdict },
    });
  }
  return reviews.parse?.(body) ?? ('ignored' as const);
}
