import { expect, it } from 'vitest';
import { history, newAttempt, postReview, remove, reviewFor } from './api.ts';

/** The same callback many times at the same moment, and as many different ones. */
export function itHandlesSimultaneousCallbacks(count: number): void {
  it.each(['identical', 'different'])(
    `${count} %s callbacks at once: one review, one change, one history item, no 500`,
    async kind => {
      const attempt = await newAttempt();
      const answers = await Promise.all(
        Array.from({ length: count }, (_, index) =>
          postReview(reviewFor(attempt, kind === 'identical' ? {} : { examDate: String(index) })),
        ),
      );
      const statuses = answers.map(answer => answer.status);
      expect(statuses.filter(status => status === 200)).toHaveLength(kind === 'identical' ? count : 1);
      expect(statuses.filter(status => status === 400)).toHaveLength(kind === 'identical' ? 0 : count - 1);
      await history(attempt.code, 1);
      await remove(attempt.id);
      const entries = await history(attempt.code, 2);
      expect(entries.map(entry => [entry.status, entry.to_status])).toEqual([
        ['verified', null],
        ['created', 'verified'],
      ]);
    },
  );
}
