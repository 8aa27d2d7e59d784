import type { Exam } from '../../domain/exams/exam.ts';
import { requireAddressable } from '../../domain/vendors/vendor.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { Vendor } from '../ports/vendors.ts';

/**
 * Tells the vendor of an exam, and keeps the vendor's name for it. Where two do so at the same moment, the name that was
 * kept first stands for both.
 * @returns the vendor's name; null for a vendor that wants to know nothing of exams
 * @throws DomainError `vendor_failed`
 */
export async function registerExamWithVendor(
  ports: { exams: Pick<ExamStore, 'setExternalId'> },
  vendor: Vendor,
  exam: Exam,
  reviewPolicy: string | null,
): Promise<string | null> {
  if (!vendor.registerExam) return null;
  const externalId = await vendor.registerExam(exam, reviewPolicy);
  return exam.externalId ?? ports.exams.setExternalId(exam.examId, requireAddressable(vendor.name, externalId));
}
