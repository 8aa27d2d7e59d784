import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { readVendors } from '../config/connectedVendors.ts';
import type { Environment } from '../config/env.ts';
import { readBaseConfig } from '../config/platform.ts';
import { DomainError } from '../domain/errors.ts';
import { log } from '../platform/log.ts';
import { checkpointOf, processInKeyOrder } from '../platform/processInKeyOrder.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createExamStore } from '../store/exams/exams.ts';
import { createReviewPolicyStore } from '../store/exams/reviewPolicies.ts';
import { readNotification } from '../store/notifications/vendorNotifications.ts';
import { createNotifier } from '../usecases/vendors/notifyVendors.ts';

/** Tells the vendors, after the fact, what became of their attempts and exams (ReportBatchItemFailures). */
function notifications(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();

  const ports = {
    vendors: readVendors(env),
    exams: createExamStore(client, tables),
    reviewPolicies: createReviewPolicyStore(client, tables),
  };

  return async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    if (!Array.isArray(event?.Records)) {
      // A warmer or a test of the console: nothing of a stream is lost.
      log.error('not a stream event', {});
      return { batchItemFailures: [] };
    }
    const tell = createNotifier({
      ...ports,
      onFinalRefusal: (news, error) =>
        log.error('vendor failed', { ...faultOf(error), about: news.about, is_final: true }),
    });
    const failed = await processInKeyOrder(event.Records.map(readNotification), tell);
    for (const { sequenceNumber, error } of failed) {
      log.error('vendor failed', { sequence_number: sequenceNumber, ...faultOf(error) });
    }
    log.info('vendors told', { records: event.Records.length, failed: failed.length });
    const checkpoint = checkpointOf(failed);
    return { batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }] };
  };
}

export const handler = await withSecrets(process.env, notifications);

/** What the log may know: never what the vendor answered. */
function faultOf(error: unknown): Record<string, unknown> {
  if (error instanceof DomainError) return { refusal: error.code, ...error.logged };
  return { error: error instanceof Error ? error.name : 'unknown' };
}
