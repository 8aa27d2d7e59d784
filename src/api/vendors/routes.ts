import { DomainError } from '../../domain/errors.ts';
import type { ParsedReview } from '../../domain/reviews/review.ts';
import type { LookupPorts } from '../../usecases/attempts/locateAttempt.ts';
import { launchAttempt, markReady } from '../../usecases/attempts/vendorCallbacks.ts';
import type { UpdatePorts } from '../../usecases/ports/attemptPorts.ts';
import type { ExamStore } from '../../usecases/ports/examStore.ts';
import type { RefusedReviews } from '../../usecases/ports/refusedReviews.ts';
import type { ReviewStore } from '../../usecases/ports/reviewStore.ts';
import { recordCallback, recordReviewOfBackend } from '../../usecases/reviews/recordVendorReview.ts';
import { type DashboardPorts, openCourseDashboard, openExamDashboard } from '../../usecases/vendors/openDashboard.ts';
import type { InboundVendor, InboundVendors } from '../../vendors/inbound.ts';
import { fillAddress } from '../exams/examAddress.ts';
import { ok, redirect } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { type CheckedRequest, serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { type LaunchCookieSettings, launchCookie } from './launchCookie.ts';

interface VendorPorts extends LookupPorts, UpdatePorts, DashboardPorts {
  exams: Pick<ExamStore, 'read' | 'readConsistent' | 'ofCourse'>;
  reviews: ReviewStore;
  refusedReviews: RefusedReviews;
  inbound: InboundVendors;
  /** Undefined where no vendor returns learners through the launch callback. */
  launchSettings: (LaunchCookieSettings & { examUrl: string }) | undefined;
}

type DeliveryRequest = Pick<CheckedRequest<typeof contract.reviewCallback>, 'headers' | 'bytes'>;

/** Routes of deliveries by vendors, of launch requests from their secure browsers, and of their dashboards. */
export function vendorRoutes(ports: VendorPorts): Route[] {
  return [...deliveryRoutes(ports), ...dashboardRoutes(ports)];
}

function dashboardRoutes(ports: DashboardPorts): Route[] {
  const ofCourse = serve(contract.openCourseDashboard, async ({ caller, params }) =>
    redirect(await openCourseDashboard(ports, caller, params.course_id)),
  );
  const ofExam = serve(contract.openExamDashboard, async ({ caller, params: { course_id, exam_id }, query }) => {
    const { attempt: externalId, config: isConfiguration, link } = query;
    const parts = { externalId: externalId || undefined, isConfiguration };
    const url = await openExamDashboard(ports, caller, course_id, exam_id, parts);
    return link ? ok({ url }) : redirect(url);
  });
  return [exceptNumericRuns(ofExam, ofCourse), ofCourse];
}

/** The route of exams' dashboards, but the path of a course such as Org/Course/2026, the run of which is no exam's id, is the course's. */
function exceptNumericRuns(ofExam: Route, ofCourse: Route): Route {
  return {
    ...ofExam,
    endpoint: request => {
      const { course_id = '', exam_id } = request.params;
      if (course_id.split('/').length !== 2) return ofExam.endpoint(request);
      return ofCourse.endpoint({ ...request, params: { course_id: `${course_id}/${exam_id}` } });
    },
  };
}

function deliveryRoutes(ports: VendorPorts): Route[] {
  const { inbound, launchSettings } = ports;
  const recordDelivery = async (vendor: InboundVendor, request: DeliveryRequest) => {
    const review = await parseVerified(vendor, request);
    if (review === 'ignored') return;
    await recordCallback(ports, { review, bytes: request.bytes(), vendor }, inbound);
  };
  return [
    serve(contract.reviewCallback, async request => {
      await recordDelivery(requireVendor(inbound.softwareSecure), request);
      return ok('OK' as const);
    }),
    serve(contract.vendorCallback, async request => {
      await recordDelivery(requireVendor(inbound.named(request.params.backend)), request);
      return ok('OK' as const);
    }),
    serve(contract.reviewAttempt, async ({ caller, params, bytes }) => {
      const protocolOf = (backend: string) => {
        const vendor = inbound.named(backend);
        const { parse, parseAt } = vendor?.reviews ?? {};
        const parser = parseAt ?? parse;
        return vendor && parser && { ...vendor, parse: (externalId: string) => parser(bytes(), externalId) };
      };
      const delivery = { externalId: params.external_id, bytes: bytes() };
      await recordReviewOfBackend(ports, caller, delivery, { of: protocolOf, defaultBackend: inbound.defaultBackend });
      return ok('OK' as const);
    }),
    serve(contract.announceReady, async ({ caller, params }) => {
      await markReady(ports, caller, params.external_id, inbound.defaultBackend);
      return ok('OK' as const);
    }),
    serve(contract.launchExam, async ({ params }) => {
      if (!launchSettings)
        throw new DomainError(
          'path_not_found',
          'The launch callback is not configured: no vendor of this stage uses it.',
        );
      const { attempt, exam } = await launchAttempt(ports, params.attempt_code, inbound);
      const cookie = launchCookie(attempt, launchSettings, Date.parse(ports.clock()));
      return { ...redirect(fillAddress(launchSettings.examUrl, exam)), cookies: [cookie] };
    }),
  ];
}

/** @throws DomainError `path_not_found` for a backend without a callback */
function requireVendor(vendor: InboundVendor | undefined): InboundVendor {
  if (vendor?.reviews.parse) return vendor;
  throw new DomainError('path_not_found', 'No configured vendor delivers reviews to this path.');
}

/** Verifies the signature before parsing. @throws DomainError `wrong_signature`, and those of the parser */
async function parseVerified(
  vendor: InboundVendor,
  { headers, bytes }: DeliveryRequest,
): Promise<ParsedReview | 'ignored'> {
  const { name, reviews, verify, verdictTime } = vendor;
  const body = bytes();
  const verification = await verify({ headers, body });
  if (verification !== 'ok') {
    throw new DomainError(
      'wrong_signature',
      'The signature of the delivery is missing or not valid. Check the secret and the clock of the sender.',
      {
        logged: { vendor: name, signature: verification },
      },
    );
  }
  const review = reviews.parse?.(body) ?? 'ignored';
  const verdictAt = verdictTime({ headers, body });
  return review === 'ignored' || verdictAt === null ? review : { ...review, verdictAt };
}
