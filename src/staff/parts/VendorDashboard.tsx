import { useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { fail } from '../notices.ts';
import type { Attempt } from '../wire.ts';

/** Opens the attempt in the dashboard of its vendor, whose address holds a token of one minute. */
export function VendorDashboard({ course, attempt }: { course: string; attempt: Attempt }) {
  const [isOpening, setOpening] = useState(false);
  const { proctored_exam: exam, external_id, taking_as_proctored } = attempt;
  if (exam === null || external_id === null || !taking_as_proctored) return null;
  const open = async () => {
    setOpening(true);
    try {
      const query = { attempt: external_id, link: true };
      const answer = await client.openExamDashboard({ params: { course_id: course, exam_id: exam.id }, query });
      if (answer) follow(answer.url);
    } catch (error) {
      fail(describeError(error));
    }
    setOpening(false);
  };
  return (
    <p class="actions">
      <button type="button" disabled={isOpening} onClick={() => void open()}>
        Open at the vendor<span class="hidden"> in a new tab</span>
      </button>
    </p>
  );
}

/** The new tab cannot reach this page, and does not learn from where it was opened. */
function follow(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.click();
}
