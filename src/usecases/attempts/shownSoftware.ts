import type { Attempt } from '../../domain/attempts/attempt.ts';
import { examAsCreated } from '../../domain/attempts/createdAs.ts';
import { findBackend } from '../../domain/exams/backends.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { offersSoftware } from '../../domain/vendors/attemptSoftware.ts';
import { configuredDownloadUrl, withVendorConfig } from '../../domain/vendors/vendorConfig.ts';
import type { ShownBackendPorts } from '../exams/shownBackend.ts';

/**
 * The attempt with the address of the vendor's software: that of the attempt, else of the vendor's configuration, which is read
 * only where it is needed.
 */
export async function withShownSoftware(ports: ShownBackendPorts, attempt: Attempt, exam: Exam): Promise<Attempt> {
  if (attempt.downloadUrl || !offersSoftware(attempt.status)) return attempt;
  const created = examAsCreated(attempt, exam);
  const backend = created.isProctored ? findBackend(ports.backends, created) : undefined;
  if (!backend) return attempt;
  const config = await ports.vendorConfigs.read(created.backend ?? ports.backends.defaultName);
  return { ...attempt, downloadUrl: configuredDownloadUrl(withVendorConfig(backend, config)) };
}
