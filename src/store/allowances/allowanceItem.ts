import type { Allowance } from '../../domain/allowances/allowance.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { type Item, map, number, text } from '../dynamodb/item.ts';
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
    set_by: toChangeItem({ by: allowance.setBy, reason: null }),
  };
}

export function fromAllowanceItem(item: Item): Allowance {
  return {
    allowanceId: number(item.allowance_id) ?? 0,
    examId: number(item.exam_id) ?? 0,
    courseId: text(item.course_id) ?? '',
    user: { id: number(item.user_id) ?? 0, username: text(item.username) ?? '', email: text(item.email) ?? '' },
    key: text(item.key) ?? '',
    value: text(item.value) ?? '',
    createdAt: text(item.created) ?? '',
    modifiedAt: text(item.modified) ?? '',
    version: number(item.version) ?? 0,
    setBy: fromChangeItem(map(item.set_by) ?? {}).by,
  };
}
