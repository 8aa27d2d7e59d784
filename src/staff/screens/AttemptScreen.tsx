import { Fragment } from 'preact';
import { type AttemptDetails, loadAttempt } from '../attemptDetails.ts';
import { loadFailedDeliveries } from '../deliveries.ts';
import type { FailedDelivery } from '../deliveryMatch.ts';
import { identity } from '../identity.ts';
import { nameOf } from '../learnerName.ts';
import { addressOf } from '../navigation.ts';
import { DecisionPanel } from '../parts/DecisionPanel.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Moment } from '../parts/Moment.tsx';
import { NoteForm } from '../parts/NoteForm.tsx';
import { ReviewPanel } from '../parts/ReviewPanel.tsx';
import { Status } from '../parts/Status.tsx';
import { Timeline } from '../parts/Timeline.tsx';
import { VendorDashboard } from '../parts/VendorDashboard.tsx';
import { NO_FILTERS } from '../route.ts';
import { isInProgress, statusText } from '../statuses.ts';
import { formatDuration, takenSeconds } from '../time.ts';
import { describeAllowance, mergeTimeline } from '../timeline.ts';
import { type Loaded, useLoaded } from '../useLoaded.ts';

/** One attempt: what happened, the review, and the decisions that staff may take. */
export function AttemptScreen({ course, code }: { course: string; code: string }) {
  const loaded = useLoaded(code, signal => loadAttempt(course, code, signal));
  return (
    <>
      <div class="title">
        <p class="back">
          <a href={addressOf({ screen: 'attempts', course, filters: NO_FILTERS })}>Attempts of {course}</a>
        </p>
        <h1 tabIndex={-1}>{loaded.data ? nameOf(loaded.data.attempt) : 'Attempt'}</h1>
      </div>
      <Loading loaded={loaded}>{details => <Details course={course} details={details} />}</Loading>
    </>
  );
}

function Details({ course, details }: { course: string; details: AttemptDetails }) {
  const { attempt, isArchived, review, sources, isHistoryPartial } = details;
  const deliveries = useFailedDeliveries(details);
  const entries = mergeTimeline({ ...sources, deliveries: deliveries.data ?? [] });
  return (
    <div class="attempt">
      <div class="head">
        <p class="state">
          <Status status={attempt.status} />
          {isArchived && <span class="badge">Removed</span>}
          {attempt.resumed ? (
            <span class="badge">Resumed</span>
          ) : (
            attempt.ready_to_resume && <span class="badge">May resume</span>
          )}
          <span class="exam">{attempt.proctored_exam?.exam_name ?? 'The exam no longer exists'}</span>
        </p>
        <p class="hint">{statusText(attempt.status).explanation}</p>
      </div>
      <div class="columns">
        <div class="wide">
          {review && <ReviewPanel code={attempt.attempt_code} review={review} attempt={attempt} />}
          <section aria-labelledby="timeline-heading">
            <h2 id="timeline-heading">Time line</h2>
            <NoteForm code={attempt.attempt_code} name={nameOf(attempt)} />
            <Timeline entries={entries} />
            {deliveries.error !== undefined && <p class="hint">Deliveries to webhooks: {deliveries.error}</p>}
            {isHistoryPartial && <p class="hint">Earlier changes are not shown.</p>}
          </section>
        </div>
        <div class="narrow">
          {!isArchived && <DecisionPanel course={course} details={details} />}
          <VendorDashboard course={course} attempt={attempt} />
          <Facts details={details} />
          <Others course={course} details={details} />
        </div>
      </div>
    </div>
  );
}

/** For global staff, beside the attempt itself, which does not wait for them. */
function useFailedDeliveries({ attempt, sources }: AttemptDetails): Loaded<FailedDelivery[]> {
  const isGlobalStaff = identity.value?.isGlobalStaff === true;
  const timeline = mergeTimeline(sources);
  const target = {
    code: attempt.attempt_code,
    examId: attempt.proctored_exam?.id,
    learnerId: attempt.user.id,
    instants: timeline.map(({ at }) => at),
  };
  return useLoaded(`deliveries ${target.code} ${timeline.length} ${isGlobalStaff}`, async signal =>
    isGlobalStaff ? loadFailedDeliveries(target, signal) : [],
  );
}

function Facts({ details }: { details: AttemptDetails }) {
  const { attempt, allowances } = details;
  const taken = takenSeconds(attempt.started_at, attempt.completed_at);
  const minutes = attempt.allowed_time_limit_mins;
  return (
    <section aria-labelledby="facts-heading">
      <h2 id="facts-heading">Details</h2>
      <dl class="facts">
        <dt>Learner</dt>
        <dd>
          {attempt.user.username} <small>id {attempt.user.id}</small>
          {attempt.user.email !== '' && <small>{attempt.user.email}</small>}
        </dd>
        <dt>Started</dt>
        <dd>
          <Moment at={attempt.started_at} withUtc />
        </dd>
        <dt>Completed</dt>
        <dd>
          <Moment at={attempt.completed_at} withUtc />
        </dd>
        <dt>Time allowed</dt>
        <dd>{minutes === null ? '–' : formatDuration(minutes * 60)}</dd>
        {isInProgress(attempt.status) ? (
          <>
            <dt>Time left</dt>
            <dd>{formatDuration(attempt.time_remaining_seconds ?? 0)}</dd>
          </>
        ) : (
          <>
            <dt>Time taken</dt>
            <dd>{taken === null ? '–' : formatDuration(taken)}</dd>
          </>
        )}
        <dt>Proctoring</dt>
        <dd>
          {attempt.taking_as_proctored ? (attempt.proctored_exam?.backend ?? 'Proctored') : 'Not proctored'}
          {attempt.is_sample_attempt && ', practice'}
        </dd>
        {allowances.map(({ key, value }) => (
          <Fragment key={key}>
            <dt>Allowance</dt>
            <dd>{describeAllowance(key, value)}</dd>
          </Fragment>
        ))}
        <dt>Attempt code</dt>
        <dd class="code">{attempt.attempt_code}</dd>
        {attempt.external_id !== null && (
          <>
            <dt>Vendor’s id</dt>
            <dd class="code">{attempt.external_id}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Others({ course, details }: { course: string; details: AttemptDetails }) {
  const { attempt, others } = details;
  const remaining = others.filter(({ id }) => id !== attempt.id);
  if (remaining.length === 0) return null;
  return (
    <section aria-labelledby="others-heading">
      <h2 id="others-heading">Other attempts of this learner</h2>
      <ul class="others">
        {remaining.map(other => (
          <li key={other.id}>
            <a href={addressOf({ screen: 'attempt', course, code: other.attempt_code })}>
              {other.proctored_exam?.exam_name ?? other.attempt_code}
            </a>
            <Status status={other.status} />
            <small>
              <Moment at={other.created} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
