import { client } from '../api.ts';
import { ActionButton } from '../parts/ActionButton.tsx';
import { Loading } from '../parts/Loading.tsx';
import { Moment } from '../parts/Moment.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { useLoaded } from '../useLoaded.ts';
import { enableWebhook, redeliver, redeliverAll, testWebhook } from '../webhookActions.ts';
import { nameOf } from '../webhookName.ts';
import type { Webhook } from '../wire.ts';

const MAX_FAILURES = 20;

/** The webhooks with the events that they did not accept; for global staff. */
export function WebhooksScreen() {
  const loaded = useLoaded('webhooks', signal => client.listWebhooks({}, { signal }));
  return (
    <>
      <ScreenTitle title="Webhooks" />
      <Loading loaded={loaded}>
        {({ results }) =>
          results.length === 0 ? (
            <p>There are no webhooks. They are created through the API.</p>
          ) : (
            <div class="stack">
              {results.map(webhook => (
                <WebhookSection key={webhook.id} webhook={webhook} name={nameOf(webhook, results)} />
              ))}
            </div>
          )
        }
      </Loading>
    </>
  );
}

function WebhookSection({ webhook, name }: { webhook: Webhook; name: string }) {
  const { id, url, types, status, last_success_at, failing_since, consecutive_failures } = webhook;
  return (
    <section aria-labelledby={`webhook-${id}`}>
      <h2 id={`webhook-${id}`}>{name}</h2>
      <dl class="facts">
        <dt>State</dt>
        <dd>{describeState(webhook)}</dd>
        <dt>Address</dt>
        <dd class="code">{url}</dd>
        <dt>Events</dt>
        <dd class="code">{types.join(', ')}</dd>
        <dt>Last success</dt>
        <dd>
          <Moment at={last_success_at} withUtc />
        </dd>
        {failing_since !== null && (
          <>
            <dt>Failing since</dt>
            <dd>
              <Moment at={failing_since} withUtc /> {consecutive_failures} failures in a row
            </dd>
          </>
        )}
      </dl>
      <p class="actions">
        {status === 'disabled' ? (
          <ActionButton key="enable" send={() => enableWebhook(id, name)}>
            Enable, and send a test<span class="hidden"> to {name}</span>
          </ActionButton>
        ) : (
          <ActionButton key="test" send={() => testWebhook(id, name)}>
            Send a test<span class="hidden"> to {name}</span>
          </ActionButton>
        )}
      </p>
      <Failures webhook={webhook} name={name} />
    </section>
  );
}

function describeState({ status, disabled_because, parked_since }: Webhook): string {
  if (parked_since !== null) return 'Parked: it fails, and is tried from time to time';
  if (status === 'pending') return 'Pending: no test has succeeded yet';
  if (status === 'active') return 'Active';
  const reasons = {
    gone: 'the receiver answered that it is gone',
    failing: 'it failed for days',
    requested: 'as requested',
  };
  // An unknown reason, by a manual edit, is read as none.
  return disabled_because === null ? 'Disabled' : `Disabled: ${reasons[disabled_because]}`;
}

function Failures({ webhook, name }: { webhook: Webhook; name: string }) {
  const input = { params: { webhook_id: webhook.id }, query: { limit: MAX_FAILURES } };
  const loaded = useLoaded(`failures ${webhook.id}`, signal => client.listWebhookFailures(input, { signal }));
  return (
    <Loading loaded={loaded}>
      {({ results, next_cursor }) =>
        results.length === 0 ? (
          <p class="hint">No event has failed.</p>
        ) : (
          <>
            <table>
              <caption>Events that were not accepted</caption>
              <thead>
                <tr>
                  <th scope="col">Event</th>
                  <th scope="col">Failed</th>
                  <th scope="col">Error</th>
                  <th scope="col">Tries</th>
                  <th scope="col">Actions</th>
                </tr>
              </thead>
              <tbody>
                {results.map(failure => (
                  <tr key={failure.event_id}>
                    <th scope="row" class="code">
                      {failure.type}
                      <small>{failure.event_id}</small>
                    </th>
                    <td data-label="Failed">
                      <Moment at={failure.at} />
                    </td>
                    <td data-label="Error">{failure.last_error}</td>
                    <td data-label="Tries" class="number">
                      {failure.tries}
                    </td>
                    <td data-label="Actions">
                      <ActionButton
                        class="plain"
                        isDisabled={webhook.status !== 'active'}
                        send={() => redeliver(webhook.id, name, failure.event_id)}
                      >
                        Deliver again<span class="hidden"> event {failure.event_id}</span>
                      </ActionButton>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p class="actions">
              <ActionButton isDisabled={webhook.status !== 'active'} send={() => redeliverAll(webhook.id, name)}>
                Deliver all failures again<span class="hidden"> to {name}</span>
              </ActionButton>
              {next_cursor !== null && (
                <span class="hint">The button also delivers earlier failures, which are not shown.</span>
              )}
            </p>
          </>
        )
      }
    </Loading>
  );
}
