import type { Exam } from '../../domain/exams/exam.ts';
import type { VendorNotification } from '../../domain/vendors/toNotification.ts';
import { isFinalRejection } from '../../domain/vendors/vendor.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { Vendor, Vendors } from '../ports/vendors.ts';
import { registerExamWithVendor } from './registerExamWithVendor.ts';

export interface NotifierPorts {
  vendors: Vendors;
  exams: Pick<ExamStore, 'read' | 'setExternalId'>;
  reviewPolicies: { read(examId: number): Promise<{ text: string } | undefined> };
  /** Hears of a notification that a vendor refused permanently: it is not sent again. */
  onFinalRejection: (news: VendorNotification, error: unknown) => void;
}

/** So many calls at once are no burden to a vendor. */
const CONCURRENCY = 10;

/**
 * Tells vendors the news of one delivery of a stream. A vendor that could not be reached is not tried again within it:
 * the rest of its news fails at once, so that it holds up nobody else's for long.
 * @returns tells some news concurrently and answers those that failed, with why
 */
export function createNotifier(
  ports: NotifierPorts,
): (news: readonly VendorNotification[]) => Promise<Map<VendorNotification, unknown>> {
  const down = new Map<string, unknown>();
  const tellOne = async (news: VendorNotification): Promise<unknown> => {
    let vendor: Vendor | undefined;
    try {
      const exam = await ports.exams.read(news.examId);
      // An exam that is gone, or a vendor that is not connected any more: there is nobody to be told.
      vendor = exam && vendorFor(ports.vendors, exam, news);
      if (!exam || !vendor) return undefined;
      if (down.has(vendor.name)) return down.get(vendor.name);
      await tell(ports, vendor, exam, news);
      return undefined;
    } catch (error) {
      if (isFinalRejection(error)) {
        ports.onFinalRejection(news, error);
        return undefined;
      }
      if (vendor) down.set(vendor.name, error);
      return error;
    }
  };
  return async news => {
    const failed = await mapInBatches(news, CONCURRENCY, async one => ({ one, error: await tellOne(one) }));
    return new Map(failed.flatMap(({ one, error }) => (error === undefined ? [] : [[one, error] as const])));
  };
}

function vendorFor(vendors: Vendors, exam: Exam, news: VendorNotification): Vendor | undefined {
  return news.about === 'attempt' ? vendors.named(news.backend) : vendors.of(exam);
}

async function tell(ports: NotifierPorts, vendor: Vendor, exam: Exam, news: VendorNotification): Promise<void> {
  if (news.about === 'attempt') {
    await vendor.notify?.(exam, news.externalId, news.notice);
    return;
  }
  if (!vendor.registerExam) return;
  const policy = await ports.reviewPolicies.read(exam.examId);
  // One that is not proctored any more is told of once, as not active.
  const told = exam.isProctored ? exam : { ...exam, isActive: false };
  await registerExamWithVendor(ports, vendor, told, policy?.text ?? null);
}
