import { DomainError } from '../../../src/domain/errors.ts';
import { type Instant, isWithin } from '../../../src/domain/time.ts';
import {
  HANG_INTERVAL_SECONDS,
  isOutdatedFailure,
  isRecentlyHealthy,
} from '../../../src/domain/webhooks/unresponsive.ts';
import { type DeliveryFailure, HEALTHY, type WebhookHealth } from '../../../src/domain/webhooks/webhook.ts';
import { type BacklogPosition, MAX_WEBHOOKS, type WebhookStore } from '../../../src/usecases/ports/webhookStore.ts';
import { atomically, type Database, freeze } from './database.ts';

/** Has the limits and conditions of the real store; secrets are not encrypted. */
export function createWebhookStore(database: Database): WebhookStore {
  const { webhooks, webhookHealth } = database;
  const claims = new Map<string, { id: string; at: Instant; count: number; position: BacklogPosition | null }>();
  let claimed = 0;
  let recorded = 0;
  let version = 0;
  const record = (webhookId: string, change: (health: WebhookHealth) => WebhookHealth) =>
    atomically(() => {
      const before = webhookHealth.get(webhookId);
      if (!before) return HEALTHY;
      const after = change(before);
      webhookHealth.set(webhookId, after);
      return freeze(after);
    });
  return {
    list: () => atomically(() => [...webhooks.values()].map(freeze)),
    listChanged: knownVersion =>
      atomically(() =>
        version === knownVersion ? undefined : { version, webhooks: [...webhooks.values()].map(freeze) },
      ),
    find: webhookId => atomically(() => freeze(webhooks.get(webhookId))),

    create: webhook =>
      atomically(() => {
        if (webhooks.size >= MAX_WEBHOOKS) throw new DomainError('too_many_webhooks', 'Too many webhooks.');
        version++;
        webhooks.set(webhook.webhookId, freeze(webhook));
        webhookHealth.set(webhook.webhookId, HEALTHY);
      }),

    replace: (before, after) =>
      atomically(() => {
        if (webhooks.get(before.webhookId)?.version !== before.version) return false;
        version++;
        webhooks.set(after.webhookId, freeze(after));
        return true;
      }),

    remove: webhookId =>
      atomically(() => {
        version++;
        webhooks.delete(webhookId);
        webhookHealth.delete(webhookId);
        database.deliveryFailures = database.deliveryFailures.filter(failure => failure.webhookId !== webhookId);
      }),

    health: webhookIds =>
      atomically(() => new Map(webhookIds.map(id => [id, freeze(webhookHealth.get(id) ?? HEALTHY)]))),
    recordSuccess: (webhookId, at) =>
      record(webhookId, health =>
        isRecentlyHealthy(health, at) ? health : { ...HEALTHY, backlogSince: health.backlogSince, lastSuccessAt: at },
      ),
    recordFailure: (webhookId, failure) =>
      record(webhookId, health => {
        if (isOutdatedFailure(health, failure)) return health;
        const { sentAt, failedAt, isHung } = failure;
        const hungAt = isHung ? sentAt : null;
        const claim = claims.get(webhookId);
        if (claim && isHung) claims.set(webhookId, { ...claim, count: 0 });
        const consecutiveFailures = health.consecutiveFailures + 1;
        return { ...health, hungAt, failingSince: health.failingSince ?? failedAt, consecutiveFailures };
      }),
    claimRequest: (webhookId, at) =>
      atomically(() => {
        const health = webhookHealth.get(webhookId);
        if (!health?.hungAt) return health !== undefined;
        if (isWithin(HANG_INTERVAL_SECONDS, health.hungAt, at)) return false;
        webhookHealth.set(webhookId, { ...health, hungAt: at });
        return true;
      }),
    park: async (webhookId, at) => {
      claims.delete(webhookId);
      await record(webhookId, health => ({
        ...health,
        parkedSince: health.parkedSince ?? at,
        backlogSince: health.backlogSince ?? at,
      }));
    },
    parkHanging: (webhookId, at) =>
      atomically(() => {
        const health = webhookHealth.get(webhookId);
        if (!health?.hungAt) return undefined;
        const { parkedSince, backlogSince } = health;
        claims.delete(webhookId);
        webhookHealth.set(webhookId, { ...health, parkedSince: parkedSince ?? at, backlogSince: backlogSince ?? at });
        return backlogSince ?? at;
      }),
    claimBacklog: (webhookId, at) =>
      atomically(() => {
        const earlier = claims.get(webhookId);
        const isDue = earlier === undefined || !isWithin(60, earlier.at, at);
        if (!isDue || !webhookHealth.get(webhookId)?.backlogSince) return undefined;
        const id = `claim ${++claimed}`;
        const earlierClaims = earlier?.count ?? 0;
        const position = earlier?.position ?? null;
        claims.set(webhookId, { id, at, count: earlierClaims + 1, position });
        return { id, isRepeated: earlier !== undefined && earlier.at <= at, earlierClaims, position };
      }),
    storeBacklogPosition: (webhookId, claimId, position) =>
      atomically(() => {
        const claim = claims.get(webhookId);
        const isParked = webhookHealth.get(webhookId)?.parkedSince !== null;
        if (claim?.id === claimId && !isParked) claims.set(webhookId, { ...claim, position });
      }),
    endBacklog: (webhookId, claimId) =>
      atomically(() => {
        const health = webhookHealth.get(webhookId);
        if (!health || claims.get(webhookId)?.id !== claimId || health.parkedSince !== null) return;
        claims.delete(webhookId);
        webhookHealth.set(webhookId, { ...health, backlogSince: null });
      }),

    addFailure: failure =>
      atomically(() => {
        withoutFailure(database, failure);
        database.deliveryFailures.push({ ...freeze(failure), recordId: `record ${++recorded}` });
      }),
    findFailure: (webhookId, eventId) =>
      atomically(() =>
        freeze(
          database.deliveryFailures.find(failure => failure.webhookId === webhookId && failure.eventId === eventId),
        ),
      ),
    removeFailure: ({ recordId }) =>
      atomically(() => {
        database.deliveryFailures = database.deliveryFailures.filter(failure => failure.recordId !== recordId);
      }),

    listFailures: (webhookId, { cursor, limit, since, until }) =>
      atomically(() => {
        const before = cursor ? readCursor(cursor, webhookId) : undefined;
        const [first, end] = [since, until].map(time => time && firstId(time));
        const listed = database.deliveryFailures
          .filter(({ webhookId: id, eventId }) => id === webhookId && eventId < (before ?? '~'))
          .filter(({ eventId }) => eventId >= (first ?? '') && eventId < (end ?? '~'))
          .sort((a, b) => (a.eventId < b.eventId ? 1 : -1));
        const failures = freeze(listed.slice(0, limit));
        const last = failures.at(-1);
        return { failures, nextCursor: last && listed.length > limit ? toCursor(last) : null };
      }),
  };
}

function withoutFailure(database: Database, { webhookId, eventId }: Pick<DeliveryFailure, 'webhookId' | 'eventId'>) {
  const index = database.deliveryFailures.findIndex(
    failure => failure.eventId === eventId && failure.webhookId === webhookId,
  );
  if (index >= 0) database.deliveryFailures.splice(index, 1);
}

const firstId = (time: Instant) => `evt_${Math.max(0, Date.parse(time)).toString(16).padStart(12, '0')}`;
const toCursor = ({ webhookId, eventId }: DeliveryFailure) => `${webhookId}/${eventId}`;

function readCursor(cursor: string, webhookId: string): string {
  const [id, eventId] = cursor.split('/');
  if (id === webhookId && eventId) return eventId;
  throw new DomainError('invalid_request', 'The cursor is not valid.', {
    inputErrors: [{ pointer: '/cursor', detail: 'must be a next_cursor of a previous page' }],
  });
}
