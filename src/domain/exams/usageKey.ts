/**
 * The course that an Open edX usage key names: `course-v1:…` of `block-v1:…+type@…`, `ccx-v1:…` of `ccx-block-v1:…`.
 * Undefined for content ids of other forms.
 */
export function courseOfUsageKey(contentId: string): string | undefined {
  const [, ccx = '', course] = /^(ccx-)?block-v1:(.+?)\+type@/.exec(contentId) ?? [];
  if (course === undefined) return undefined;
  return `${ccx === '' ? 'course' : 'ccx'}-v1:${course}`;
}
