import { expect, it } from 'vitest';
import { courseOfUsageKey } from '../../src/domain/exams/usageKey.ts';

it.each([
  ['block-v1:ExampleU+PHY201+2026+type@sequential+block@midterm', 'course-v1:ExampleU+PHY201+2026'],
  ['ccx-block-v1:ExampleU+PHY201+2026+ccx@7+type@sequential+block@x', 'ccx-v1:ExampleU+PHY201+2026+ccx@7'],
  ['block-v1:ExampleU+PHY201+2026+type@sequential+block@a+type@b', 'course-v1:ExampleU+PHY201+2026'],
  ['block-v1:+type@sequential', undefined],
  ['xblock-v1:A+B+C+type@sequential+block@x', undefined],
  ['i4x://ExampleU/PHY201/sequential/x', undefined],
  ['midterm', undefined],
])('the course of %s is %s', (contentId, courseId) => {
  expect(courseOfUsageKey(contentId)).toBe(courseId);
});
