import { type Allowance, type AllowanceChange, settingOf } from '../../domain/allowances/allowance.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asNumber, asText, type Item } from '../dynamodb/item.ts';
import { examEntry } from '../exams/examItem.ts';

/** The only place that names the attributes of an allowance. */
export function toAllowanceItem(allowance: Allowance): Item {
  return {
    exam_id: allowance.examId,
    entry: examEntry.allowance(allowance.user.id, allowance.key),
    allowance_id: allowance.allowanceId,
    course_id: allowance.courseId,
    user_id: allowance.user.id,
    username: allowance.user.username,
    email: allowance.user.email,
    key: allowance.key,
    value: allowance.value,
    created: allowance.createdAt,
    modified: allowance.modifiedAt,
    version: allowance.version,
    set_by: toChangeItem({ by: allowance.setBy, reason: allowance.reason ?? null }),
  };
}

export function fromAllowanceItem(item: Item): Allowance {
  const { by, reason } = fromChangeItem(asMap(item.set_by) ?? {});
  return {
    allowanceId: asNumber(item.allowance_id) ?? 0,
    examId: asNumber(item.exam_id) ?? 0,
    courseId: asText(item.course_id) ?? '',
    user: { id: asNumber(item.user_id) ?? 0, username: asText(item.username) ?? '', email: asText(item.email) ?? '' },
    key: asText(item.key) ?? '',
    value: asText(item.value) ?? '',
    createdAt: asText(item.created) ?? '',
    modifiedAt: asText(item.modified) ?? '',
    version: asNumber(item.version) ?? 0,
    setBy: by,
    ...(reason !== null && { reason }),
  };
}

/** The changes that a stored version records: the setting of its value, and its removal. */
export function changesIn(item: Item): AllowanceChange[] {
  const allowance = fromAllowanceItem(item);
  const { key } = allowance;
  if (item.change !== 'removed') return [settingOf(allowance)];
  const { by, reason } = fromChangeItem(asMap(item.changed_by) ?? {});
  return [settingOf(allowance), { key, value: null, at: asText(item.changed_at) ?? '', by, reason }];
}
