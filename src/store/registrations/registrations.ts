import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { ONBOARDING_STATUSES } from '../../domain/attempts/status.ts';
import { laterBy, secondsBetween } from '../../domain/time.ts';
import type {
  RegistrationKey,
  RegistrationStore,
  Reservation,
  ReserveOutcome,
} from '../../usecases/ports/registrationStore.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asMap, asNumber, asOneOf, asText, type Item, withoutNulls } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';

/** Retention of an abandoned registration. */
const RETENTION_SECONDS = 24 * 3600;

/** Clocks of functions differ by less. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** Period of the rate limit. */
const RATE_WINDOW_SECONDS = 3600;

/**
 * Registrations in progress, in the directory. The item has the times of reservations, so that the write that reserves it
 * also enforces the rate limit.
 * @param limitPerHour of a learner at an exam; 0 for no limit
 */
export function createRegistrationStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
  limitPerHour: number,
): RegistrationStore {
  const toKey = ({ examId, userId }: RegistrationKey) => ({ key: directoryKey.vendor(examId, userId) });
  return {
    async reserve(key, code, { now, until }) {
      const rateLimit = rateLimitUpdate(limitPerHour, secondsOfEpoch(now));
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: tables.directory,
            Key: toKey(key),
            UpdateExpression: `SET reserved_until = :until, expires_at = :expires, learner_id = :learner, attempt_code = if_not_exists(attempt_code, :code)${rateLimit.update}`,
            ConditionExpression: `(attribute_not_exists(reserved_until) OR reserved_until <= :now OR reserved_until > :latest)${rateLimit.condition}`,
            ExpressionAttributeValues: {
              ':until': until,
              ':now': now,
              ':code': code,
              ':expires': expiryOf(until),
              // A later end is that of a wrong clock.
              ':latest': laterBy(until, CLOCK_TOLERANCE_SECONDS),
              ':learner': key.userId,
              ...rateLimit.values,
            },
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        const reservation = fromItem(Attributes ?? {});
        const reservedAt = reservation.reservedAt.slice(0, limitPerHour);
        return { outcome: 'reserved', reservation: { ...reservation, reservedAt } };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The document client leaves the item inside an exception marshalled.
        return toRejection(unmarshall(error.Item ?? {}, { wrapNumbers: Number }), limitPerHour, now);
      }
    },

    async save(key, { attemptCode, registered, reservedAt }, until) {
      await client.send(
        new PutCommand({
          TableName: tables.directory,
          Item: {
            ...toKey(key),
            learner_id: key.userId,
            attempt_code: attemptCode,
            reserved_until: until,
            expires_at: expiryOf(until),
            ...(registered && { registered: toRegistered(registered) }),
            ...(reservedAt.length > 0 && { taken_at: reservedAt }),
          },
        }),
      );
    },

    async release(key, { reservedAt }, now) {
      await client.send(
        new UpdateCommand({
          TableName: tables.directory,
          Key: toKey(key),
          UpdateExpression: 'SET reserved_until = :now, taken_at = :takenAt',
          ConditionExpression: 'attribute_exists(reserved_until)',
          ExpressionAttributeValues: { ':now': now, ':takenAt': reservedAt },
        }),
      );
    },
  };
}

/** Records the time of the reservation, on the condition that the rate limit is not reached. */
function rateLimitUpdate(limitPerHour: number, seconds: number): { update: string; condition: string; values: Item } {
  if (limitPerHour === 0) return { update: '', condition: '', values: {} };
  const oldest = `taken_at[${limitPerHour - 1}]`;
  return {
    update: ', taken_at = list_append(:seconds, if_not_exists(taken_at, :never))',
    condition: ` AND (attribute_not_exists(${oldest}) OR ${oldest} <= :hourAgo)`,
    values: { ':seconds': [seconds], ':never': [], ':hourAgo': seconds - RATE_WINDOW_SECONDS },
  };
}

function toRejection(item: Item, limitPerHour: number, now: string): ReserveOutcome {
  const oldest = fromItem(item).reservedAt[limitPerHour - 1];
  if (oldest === undefined || (asText(item.reserved_until) ?? '') > now) return { outcome: 'taken' };
  return { outcome: 'too_often', retryAfterSeconds: Math.max(1, oldest + RATE_WINDOW_SECONDS - secondsOfEpoch(now)) };
}

/** Ends a registration that has led to an attempt; its time still counts for the rate limit. */
export function registrationEnd(table: string, { examId, user, createdAt }: Omit<Attempt, 'attemptId'>) {
  return {
    TableName: table,
    Key: { key: directoryKey.vendor(examId, user.id) },
    UpdateExpression: 'SET expires_at = :expires REMOVE reserved_until, attempt_code, registered',
    ExpressionAttributeValues: { ':expires': secondsOfEpoch(createdAt) + 2 * RATE_WINDOW_SECONDS },
  };
}

/** The time to live, in seconds of the epoch. */
function expiryOf(until: string): number {
  return secondsOfEpoch(until) + RETENTION_SECONDS;
}

function secondsOfEpoch(instant: string): number {
  return secondsBetween(new Date(0).toISOString(), instant);
}

function toRegistered(registered: NonNullable<Reservation['registered']>): Item {
  return withoutNulls({
    external_id: registered.externalId,
    onboarding: registered.onboarding,
    download_url: registered.software?.downloadUrl,
    instructions: registered.software?.vendorInstructions,
    at: registered.at,
    allowed_minutes: registered.allowedMinutes,
    vendor: registered.vendor,
  });
}

function fromItem(item: Item): Reservation {
  const registered = asMap(item.registered);
  return {
    attemptCode: asText(item.attempt_code) ?? '',
    reservedAt: Array.isArray(item.taken_at) ? item.taken_at.filter(seconds => typeof seconds === 'number') : [],
    registered: registered && {
      externalId: asText(registered.external_id) ?? '',
      onboarding: asOneOf(ONBOARDING_STATUSES, registered.onboarding),
      software: {
        downloadUrl: asText(registered.download_url),
        vendorInstructions: asText(registered.instructions),
      },
      at: asText(registered.at) ?? '',
      allowedMinutes: asNumber(registered.allowed_minutes) ?? 0,
      vendor: asText(registered.vendor) ?? '',
    },
  };
}
