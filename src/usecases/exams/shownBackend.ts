import { type Backend, type Backends, backendForDisplay } from '../../domain/exams/backends.ts';
import { escalationEmailOf } from '../../domain/exams/courseConfig.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { withVendorConfig } from '../../domain/vendors/vendorConfig.ts';
import type { CourseConfigs } from '../ports/courseConfigs.ts';
import type { VendorConfigs } from '../ports/vendorConfigs.ts';

export interface ShownBackendPorts {
  backends: Backends;
  vendorConfigs: VendorConfigs;
}

/**
 * The vendor to be shown with the exam, with the configuration that it publishes and the contact that the course has chosen;
 * undefined for an unproctored exam whose backend is not configured. The vendor is not called.
 * @throws DomainError `backend_not_configured`
 */
export async function readShownBackend(
  ports: ShownBackendPorts & { courseConfigs: Pick<CourseConfigs, 'read'> },
  exam: Exam,
): Promise<Backend | undefined> {
  const backend = backendForDisplay(ports.backends, exam);
  if (!backend || !exam.isProctored) return backend;
  const name = exam.backend ?? ports.backends.defaultName;
  const [published, ofCourse] = await Promise.all([
    ports.vendorConfigs.read(name),
    ports.courseConfigs.read(exam.courseId),
  ]);
  const proctoringEscalationEmail = escalationEmailOf(ofCourse, name, backend);
  return { ...withVendorConfig(backend, published), proctoringEscalationEmail };
}
