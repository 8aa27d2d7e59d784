import type { Exam } from '../../domain/exams/exam.ts';
import { examAtBackend } from '../../domain/exams/externalIds.ts';
import { requireAddressable } from '../../domain/vendors/vendor.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { Vendor } from '../ports/vendors.ts';

/**
 * Registers an exam with the vendor and stores its external id. Of concurrent registrations the first stored id wins.
 * @returns the external id; null for a vendor without a registration of exams
 * @throws DomainError `vendor_failed`
 */
export async function registerExamWithVendor(
  ports: { exams: Pick<ExamStore, 'setExternalId'> },
  vendor: Vendor,
  exam: Exam,
  reviewPolicy: string | null,
): Promise<string | null> {
  if (!vendor.registerExam) return null;
  const examAtVendor = examAtBackend(exam, vendor.name);
  const assigned = await vendor.registerExam(examAtVendor, reviewPolicy);
  if (examAtVendor.externalId !== null) return examAtVendor.externalId;
  return ports.exams.setExternalId(exam.examId, vendor.name, requireAddressable(vendor.name, assigned));
}
