import type { Exam } from '../../domain/exams/exam.ts';
import { examAtBackend } from '../../domain/exams/externalIds.ts';
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
  /** Called for a notification that a vendor rejected permanently; it is not sent again. */
  onFinalRejection: (notification: VendorNotification, error: unknown) => void;
}

/** Low enough not to burden a vendor. */
const CONCURRENCY = 10;

/**
 * Creates the notifier of one stream batch. After a vendor failed, its other notifications of the batch fail at once, so
 * that it does not delay those of other vendors.
 * @returns sends notifications concurrently; resolves to the failed ones with their errors
 */
export function createNotifier(
  ports: NotifierPorts,
): (notifications: readonly VendorNotification[]) => Promise<Map<VendorNotification, unknown>> {
  const failedVendors = new Map<string, unknown>();
  const notify = async (notification: VendorNotification): Promise<unknown> => {
    let vendor: Vendor | undefined;
    try {
      const exam = await ports.exams.read(notification.examId);
      // Nothing to send for a removed exam or a vendor no longer connected.
      vendor = exam && vendorFor(ports.vendors, exam, notification);
      if (!exam || !vendor) return undefined;
      if (failedVendors.has(vendor.name)) return failedVendors.get(vendor.name);
      await send(ports, vendor, exam, notification);
      return undefined;
    } catch (error) {
      if (isFinalRejection(error)) {
        ports.onFinalRejection(notification, error);
        return undefined;
      }
      if (vendor) failedVendors.set(vendor.name, error);
      return error;
    }
  };
  return async notifications => {
    const outcomes = await mapInBatches(notifications, CONCURRENCY, async notification => ({
      notification,
      error: await notify(notification),
    }));
    return new Map(
      outcomes.flatMap(({ notification, error }) => (error === undefined ? [] : [[notification, error] as const])),
    );
  };
}

function vendorFor(vendors: Vendors, exam: Exam, notification: VendorNotification): Vendor | undefined {
  return notification.about === 'attempt' ? vendors.named(notification.backend) : vendors.of(exam);
}

async function send(ports: NotifierPorts, vendor: Vendor, exam: Exam, notification: VendorNotification): Promise<void> {
  if (notification.about === 'attempt') {
    const examAtVendor = examAtBackend(exam, notification.backend);
    await vendor.notify?.(examAtVendor, notification.externalId, notification.notice);
    return;
  }
  if (!vendor.registerExam) return;
  const policy = await ports.reviewPolicies.read(exam.examId);
  // An exam that is no longer proctored is reported once, as inactive.
  const current = exam.isProctored ? exam : { ...exam, isActive: false };
  await registerExamWithVendor(ports, vendor, current, policy?.text ?? null);
}
