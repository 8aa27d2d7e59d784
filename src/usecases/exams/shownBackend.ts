import { type Backend, type Backends, backendForDisplay } from '../../domain/exams/backends.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { withVendorConfig } from '../../domain/vendors/vendorConfig.ts';
import type { VendorConfigs } from '../ports/vendorConfigs.ts';

export interface ShownBackendPorts {
  backends: Backends;
  vendorConfigs: VendorConfigs;
}

/**
 * The vendor to be shown with the exam, with the configuration that it publishes; undefined for an unproctored exam whose
 * backend is not configured. The vendor is not called.
 * @throws DomainError `backend_not_configured`
 */
export async function readShownBackend(ports: ShownBackendPorts, exam: Exam): Promise<Backend | undefined> {
  const backend = backendForDisplay(ports.backends, exam);
  if (!backend || !exam.isProctored) return backend;
  return withVendorConfig(backend, await ports.vendorConfigs.read(exam.backend ?? ports.backends.defaultName));
}
