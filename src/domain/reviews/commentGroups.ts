import { truncate } from '../text.ts';
import type { ReviewComment } from './review.ts';

/** Severities of reviewers' comments. */
export const COMMENT_GROUPS = ['rules_violation', 'suspicious', 'clean', 'other'] as const;
export type CommentGroup = (typeof COMMENT_GROUPS)[number];

/** Vendors' names of the groups: PSI writes "Rules Violation", REST vendors "violation". */
const GROUP_OF: Readonly<Record<string, CommentGroup>> = {
  'rules violation': 'rules_violation',
  rules_violation: 'rules_violation',
  violation: 'rules_violation',
  suspicious: 'suspicious',
  clean: 'clean',
  passed: 'clean',
};

export interface GroupedComments {
  count: number;
  /** The comments, joined; in group `other` each with the vendor's status. */
  text: string;
}

/** A spreadsheet cell holds 32,767 characters. */
const MAX_CHARACTERS = 32_000;
const TRUNCATION_NOTE = ' … (cut here: the review has all of them)';

/** The comments of a review by severity, each group as one text. */
export function groupComments(comments: readonly ReviewComment[]): Record<CommentGroup, GroupedComments> {
  const groups = Map.groupBy(comments, groupOf);
  const grouped = (group: CommentGroup): GroupedComments => {
    const members = groups.get(group) ?? [];
    // A comment without text, such as an anonymised one, is only counted.
    const texts = members.map(comment => textOf(comment, group)).filter(text => text !== '');
    return { count: members.length, text: shortened(texts.join('; ')) };
  };
  return {
    rules_violation: grouped('rules_violation'),
    suspicious: grouped('suspicious'),
    clean: grouped('clean'),
    other: grouped('other'),
  };
}

function groupOf({ status }: ReviewComment): CommentGroup {
  const name = status.trim().toLowerCase();
  return (Object.hasOwn(GROUP_OF, name) && GROUP_OF[name]) || 'other';
}

function textOf({ comment, status }: ReviewComment, group: CommentGroup): string {
  const text = comment.trim();
  return group === 'other' && status !== '' && text !== '' ? `${status}: ${text}` : text;
}

function shortened(text: string): string {
  return text.length <= MAX_CHARACTERS
    ? text
    : truncate(text, MAX_CHARACTERS - TRUNCATION_NOTE.length) + TRUNCATION_NOTE;
}
