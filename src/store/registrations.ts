import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RegistrationPlace, RegistrationStore, Reservation } from '../domain/attempts/registerWithVendor.ts';
import { secondsBetween } from '../domain/time.ts';
import type { OnboardingStatus } from '../domain/vendors/vendor.ts';
import { directoryKey } from './directoryItem.ts';
import { type Item, map, number, text, withoutNulls } from './item.ts';
import type { TableNames } from './tables.ts';

/** What is left of a registration that came to nothing is of no use to anybody after a day. */
const KEPT_SECONDS = 24 * 3600;

/** Registrations under way, in the directory; the creation that they are for deletes them. */
export function createRegistrationStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): RegistrationStore {
  const key = ({ examId, userId }: RegistrationPlace) => ({ key: directoryKey.vendor(examId, userId) });
  return {
    async reserve(place, code, { now, until }) {
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: tables.directory,
            Key: key(place),
            UpdateExpression:
              'SET reserved_until = :until, expires_at = :expires, learner_id = :learner, attempt_code = if_not_exists(attempt_code, :code)',
            ConditionExpression: 'attribute_not_exists(reserved_until) OR reserved_until <= :now',
            ExpressionAttributeValues: {
              ...{ ':until': until, ':now': now, ':code': code, ':expires': expiryOf(until) },
              ':learner': place.userId,
            },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return fromItem(Attributes ?? {});
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
        throw error;
      }
    },

    async keep(place, { attemptCode, registered }, until) {
      await client.send(
        new PutCommand({
          TableName: tables.directory,
          Item: {
            ...key(place),
            learner_id: place.userId,
            attempt_code: attemptCode,
            reserved_until: until,
            expires_at: expiryOf(until),
            ...(registered && { registered: toRegistered(registered) }),
          },
        }),
      );
    },

    async release(place, now) {
      await client.send(
        new UpdateCommand({
          TableName: tables.directory,
          Key: key(place),
          UpdateExpression: 'SET reserved_until = :now',
          ConditionExpression: 'attribute_exists(reserved_until)',
          ExpressionAttributeValues: { ':now': now },
        }),
      );
    },
  };
}

/** When DynamoDB may delete it, in seconds of the epoch. */
function expiryOf(until: string): number {
  return secondsBetween(new Date(0).toISOString(), until) + KEPT_SECONDS;
}

function toRegistered(registered: NonNullable<Reservation['registered']>): Item {
  return withoutNulls({
    external_id: registered.externalId,
    onboarding: registered.onboarding,
    at: registered.at,
    allowed_minutes: registered.allowedMinutes,
    vendor: registered.vendor,
  });
}

function fromItem(item: Item): Reservation {
  const registered = map(item.registered);
  return {
    attemptCode: text(item.attempt_code) ?? '',
    registered: registered && {
      externalId: text(registered.external_id) ?? '',
      onboarding: text(registered.onboarding) as OnboardingStatus | null,
      at: text(registered.at) ?? '',
      allowedMinutes: number(registered.allowed_minutes) ?? 0,
      vendor: text(registered.vendor) ?? '',
    },
  };
}
