import { describe, expect, it } from 'vitest';
import { tryLines } from '../../simulator/vendorWelcome.ts';
import { useLocalStack } from '../support/localStack.ts';
import { answersIn, runSnippet, snippetsOf } from '../support/readmeSnippets.ts';

const stack = useLocalStack();

describe('the snippets', () => {
  it('of the README give the described answers', async () => {
    const [snippet = ''] = snippetsOf('README.md', 'Try it');
    const stdout = await runSnippet(snippet, { 'http://localhost:3000': stack.url });
    const [started, submitted, reviewed, located, review, changes, ...otherAnswers] = answersIn(stdout);
    expect([started, submitted]).toEqual([
      { exam_attempt_id: expect.any(Number) },
      { exam_attempt_id: expect.any(Number) },
    ]);
    expect(reviewed).toBe('OK');
    expect(located).toMatchObject({ is_archived: true, attempt: { status: 'verified' } });
    expect(review).toMatchObject({ review_status: 'Clean' });
    expect(changes).toMatchObject({
      results: [
        { change: 'removed', status: 'verified', reason: 'given again' },
        { to_status: 'verified' },
        { to_status: 'submitted' },
        { to_status: 'started' },
      ],
    });
    expect(otherAnswers).toEqual([]);
  });

  it('of docs/try-it.md are those that npm run vendor prints', () => {
    const lines = tryLines({ vendorUrl: 'http://127.0.0.1:3100', serviceUrl: 'http://localhost:3000' });
    expect(snippetsOf('docs/try-it.md', 'Try it with a vendor')).toContain(`${lines}\n`);
  });
});
