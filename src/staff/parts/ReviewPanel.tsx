import { useState } from 'preact/hooks';
import { client, describeError } from '../api.ts';
import { saveFile } from '../download.ts';
import { fail } from '../notices.ts';
import { recordingAt } from '../recording.ts';
import { barSeconds, groupOf, inOrder, type Mark, marksOf } from '../reviewBar.ts';
import { formatPosition, takenSeconds } from '../time.ts';
import type { Attempt, CurrentReview, Review, ReviewComment } from '../wire.ts';
import { Moment } from './Moment.tsx';

interface ReviewPanelProps {
  code: string;
  attempt: Attempt;
  review: CurrentReview;
}

/** The vendor's review: verdict, comments along the exam, the recording, and earlier versions. */
export function ReviewPanel({ code, attempt, review }: ReviewPanelProps) {
  const [version, setVersion] = useState(review.version);
  const [reviewWithComments, setReviewWithComments] = useState<Review | undefined>();
  const versions: Review[] = [review, ...review.earlier_versions];
  const selectedReview = versions.find(candidate => candidate.version === version) ?? review;
  const displayedReview = reviewWithComments?.version === selectedReview.version ? reviewWithComments : selectedReview;
  const showVersion = async (number: number) => {
    setVersion(number);
    if (!versions.find(candidate => candidate.version === number)?.comments_left_out) return;
    try {
      setReviewWithComments(await client.readReview({ params: { attempt_code: code }, query: { version: number } }));
    } catch (error) {
      fail(describeError(error));
    }
  };
  return (
    <section aria-labelledby="review-heading" class="review">
      <div class="heading">
        <h2 id="review-heading">Review</h2>
        <p class={`verdict ${groupOf(displayedReview.review_status)}`}>{displayedReview.review_status}</p>
      </div>
      <p class="hint">
        By {displayedReview.vendor}, <Moment at={displayedReview.received_at} withUtc />
      </p>
      {versions.length > 1 && (
        <p class="inline">
          <label for="version">Version</label>
          <select id="version" value={version} onChange={event => void showVersion(Number(event.currentTarget.value))}>
            {versions.map(candidate => (
              <option key={candidate.version} value={candidate.version}>
                {candidate.version === review.version
                  ? `${candidate.version}, current`
                  : `${candidate.version}, earlier`}
              </option>
            ))}
          </select>
        </p>
      )}
      <Comments key={displayedReview.version} review={displayedReview} attempt={attempt} />
      <p class="actions">
        {displayedReview.video_url !== null && (
          <a class="button" href={displayedReview.video_url} target="_blank" rel="noopener noreferrer">
            Open the recording<span class="hidden"> in a new tab</span>
          </a>
        )}
        <button type="button" class="plain" onClick={() => void savePayload(code)}>
          Download the review as delivered
        </button>
      </p>
    </section>
  );
}

async function savePayload(code: string): Promise<void> {
  try {
    const payload = await client.readReviewPayload({ params: { attempt_code: code } });
    saveFile(`review-${code}.json`, 'application/json', JSON.stringify(payload, null, 2));
  } catch (error) {
    fail(describeError(error));
  }
}

function Comments({ review, attempt }: { review: Review; attempt: Attempt }) {
  const [chosen, setChosen] = useState(0);
  const comments = inOrder(review.comments);
  if (comments.length === 0) return <p>The reviewer has made no comments.</p>;
  const seconds = barSeconds(comments, takenSeconds(attempt.started_at, attempt.completed_at));
  const step = (by: number) => {
    const next = Math.min(comments.length - 1, Math.max(0, chosen + by));
    setChosen(next);
    document.getElementById(commentId(next))?.focus();
  };
  return (
    <div class="comments">
      <Bar marks={marksOf(comments, seconds)} chosen={chosen} />
      <p class="scale" aria-hidden="true">
        <span>0:00:00</span>
        <span>{formatPosition(seconds)}</span>
      </p>
      <ol
        aria-label={`${comments.length} comments of the reviewer, in the order of the recording`}
        onKeyDown={event => {
          const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          step(by);
        }}
      >
        {comments.map((comment, index) => (
          <Comment
            key={index}
            comment={comment}
            index={index}
            isChosen={index === chosen}
            onChoose={() => setChosen(index)}
          />
        ))}
      </ol>
      <RecordingAt review={review} seconds={comments[chosen]?.start ?? null} />
      {comments.length > 1 && (
        <p class="actions">
          <button type="button" disabled={chosen === 0} onClick={() => step(-1)}>
            ← Previous comment
          </button>
          <button type="button" disabled={chosen === comments.length - 1} onClick={() => step(1)}>
            Next comment →
          </button>
        </p>
      )}
    </div>
  );
}

/** The recording at the chosen comment, where its address can carry a position. */
function RecordingAt({ review, seconds }: { review: Review; seconds: number | null }) {
  const url = review.video_url === null ? null : recordingAt(review.video_url, seconds);
  if (url === null || seconds === null) return null;
  return (
    <p>
      <a href={url} target="_blank" rel="noopener noreferrer">
        Open the recording at {formatPosition(seconds)}
        <span class="hidden"> in a new tab</span>
      </a>
    </p>
  );
}

const commentId = (index: number) => `comment-${index}`;

interface CommentProps {
  comment: ReviewComment;
  index: number;
  isChosen: boolean;
  onChoose: () => void;
}

function Comment({ comment, index, isChosen, onChoose }: CommentProps) {
  const { start, stop, status, source } = comment;
  return (
    <li class={`${groupOf(status)} ${isChosen ? 'chosen' : ''}`}>
      <button
        type="button"
        id={commentId(index)}
        // One stop of the tabulator for all comments; the arrow keys lead to the others.
        tabIndex={isChosen ? 0 : -1}
        aria-current={isChosen ? 'true' : undefined}
        onClick={onChoose}
        onFocus={onChoose}
      >
        <span class="position">
          {start === null ? 'No time' : formatPosition(start)}
          {stop !== null && stop !== start && `–${formatPosition(stop)}`}
        </span>
        <span class="kind">
          {status}
          {source !== '' && <small>{source}</small>}
        </span>
        <span class="text">{comment.comment}</span>
      </button>
    </li>
  );
}

/** A picture of the list beside it. */
function Bar({ marks, chosen }: { marks: readonly Mark[]; chosen: number }) {
  return (
    <svg class="bar" viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
      <defs>
        <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" />
        </pattern>
        <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">
          <circle cx="2.5" cy="2.5" r="1.6" />
        </pattern>
      </defs>
      <rect class="track" x="0" y="12" width="1000" height="16" />
      {marks.map(({ index, x, width, group }) => (
        <g key={index} class={`${group} ${index === chosen ? 'chosen' : ''}`}>
          <rect
            x={x}
            y={index === chosen ? 2 : heights[group]}
            width={width}
            fill={FILLS[group]}
            height={index === chosen ? 36 : 40 - 2 * heights[group]}
          />
        </g>
      ))}
    </svg>
  );
}

/** Groups differ by height and pattern as well as by colour. */
const heights = { violation: 4, suspicious: 8, clean: 12, other: 14 } as const;

const FILLS = { violation: undefined, suspicious: 'url(#stripes)', clean: 'url(#dots)', other: undefined } as const;
