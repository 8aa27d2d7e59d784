import { notificationPorts } from '../app.ts';
import type { VendorNotification } from '../domain/vendors/toNotification.ts';
import { errorFields } from '../platform/errorFields.ts';
import { log } from '../platform/log.ts';
import { processInKeyOrder } from '../platform/processInKeyOrder.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { readNotification } from '../store/notifications/vendorNotifications.ts';
import { streamFunction } from '../streams/streamFunction.ts';
import { createConfigFetch } from '../usecases/vendors/fetchVendorConfigs.ts';
import { createNotifier } from '../usecases/vendors/notifyVendors.ts';

function onFinalRejection({ about }: VendorNotification, error: unknown): void {
  log.error('vendor failed', { ...errorFields(error), about, is_final: true });
}

function onConfigFailure(vendor: string, error: unknown): void {
  log.warn('vendor configuration not fetched', { vendor, ...errorFields(error) });
}

/**
 * Notifies vendors of changes of their attempts and exams, from the streams of both tables, and fetches the configurations
 * that they publish.
 */
export const handler = await withSecrets(process.env, env => {
  const ports = { ...notificationPorts(env), onFinalRejection };
  const fetchConfigs = createConfigFetch({ ...ports, onFailure: onConfigFailure });
  return streamFunction({
    // One notifier for each batch: it does not retry a vendor that failed within the batch.
    process: async records => {
      const failed = await processInKeyOrder(records.map(readNotification), createNotifier(ports));
      await fetchConfigs();
      return failed;
    },
    onFailure: failure => log.error('vendor failed', failure),
    onProcessed: counts => log.info('vendors notified', counts),
  });
});
