import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ReviewPolicy } from '../../domain/exams/reviewPolicy.ts';
import type { ReviewPolicyStore } from '../../usecases/ports/reviewPolicyStore.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asNumber, asText, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import { examEntry } from './examItem.ts';

/** The review policies of exams, with earlier versions. */
export function createReviewPolicyStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams'>,
): ReviewPolicyStore {
  const key = (examId: number) => ({ exam_id: examId, entry: examEntry.policy });
  const unchangedCondition = (before: ReviewPolicy | undefined) =>
    before
      ? {
          ConditionExpression: 'policy_id = :id AND #version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':id': before.policyId, ':version': before.version },
        }
      : { ConditionExpression: 'attribute_not_exists(exam_id)' };
  const formerPolicyWrite = (examId: number, before: ReviewPolicy, audit: Item): NamedWrite<'policy' | 'former'> => ({
    name: 'former',
    write: {
      Put: {
        TableName: tables.exams,
        Item: {
          ...toPolicyItem(before),
          exam_id: examId,
          entry: examEntry.formerPolicy(before.policyId, before.version),
          ...audit,
        },
      },
    },
  });
  return {
    async read(examId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tables.exams, Key: key(examId), ConsistentRead: true }),
      );
      return Item && fromPolicyItem(Item);
    },

    async replace(examId, before, after) {
      const audit = { change: 'changed', changed_at: after.setAt, changed_by: toAuthorItem(after.setBy) };
      const failed = await transact<'policy' | 'former'>(client, [
        {
          name: 'policy',
          write: {
            Put: {
              TableName: tables.exams,
              Item: { ...key(examId), ...toPolicyItem(after) },
              ...unchangedCondition(before),
            },
          },
        },
        ...(before ? [formerPolicyWrite(examId, before, audit)] : []),
      ]);
      return failed.size === 0;
    },

    async remove(examId, before, { change, at, by }) {
      const failed = await transact<'policy' | 'former'>(client, [
        {
          name: 'policy',
          write: { Delete: { TableName: tables.exams, Key: key(examId), ...unchangedCondition(before) } },
        },
        formerPolicyWrite(examId, before, { change, changed_at: at, changed_by: toAuthorItem(by) }),
      ]);
      return failed.size === 0;
    },
  };
}

const toAuthorItem = (by: ReviewPolicy['setBy']) => toChangeItem({ by, reason: null });

function toPolicyItem(policy: ReviewPolicy): Item {
  return {
    policy_id: policy.policyId,
    review_policy: policy.text,
    set_by: toAuthorItem(policy.setBy),
    set_at: policy.setAt,
    version: policy.version,
  };
}

function fromPolicyItem(item: Item): ReviewPolicy {
  return {
    policyId: asNumber(item.policy_id) ?? 0,
    text: asText(item.review_policy) ?? '',
    setBy: fromChangeItem(asMap(item.set_by) ?? {}).by,
    setAt: asText(item.set_at) ?? '',
    version: asNumber(item.version) ?? 0,
  };
}
