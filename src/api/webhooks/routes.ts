import { HEALTHY } from '../../domain/webhooks/webhook.ts';
import type { WebhookTerms } from '../../domain/webhooks/webhookChange.ts';
import { listFailures } from '../../usecases/webhooks/listFailures.ts';
import {
  createWebhook,
  listWebhooks,
  readWebhook,
  removeWebhook,
  updateWebhook,
} from '../../usecases/webhooks/manageWebhooks.ts';
import { type RedeliveryRequest, redeliver } from '../../usecases/webhooks/redeliver.ts';
import { rotateSecret } from '../../usecases/webhooks/rotateSecret.ts';
import { testWebhook } from '../../usecases/webhooks/testWebhook.ts';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import * as contract from './contract.ts';
import { toFailureJson, toTestJson, toWebhookJson } from './wire.ts';

type Ports = Parameters<typeof createWebhook>[0] &
  Parameters<typeof testWebhook>[0] &
  Parameters<typeof redeliver>[0] &
  Parameters<typeof rotateSecret>[0];

/** Webhooks, for global staff. */
export function webhookRoutes(ports: Ports): Route[] {
  return [
    serve(contract.createWebhook, async ({ caller, body }) => {
      const { url, types, course_ids = null, include = [], description = '' } = body;
      const terms = { ...toTerms({ types, course_ids, include }), url, description } as WebhookTerms;
      const webhook = await createWebhook(ports, caller, terms);
      const secret = webhook.secrets[0]?.secret ?? '';
      const json = { ...toWebhookJson({ webhook, health: HEALTHY }, ports.clock()), secret };
      return { status: 201, json };
    }),
    serve(contract.listWebhooks, async ({ caller }) => {
      const webhooks = await listWebhooks(ports, caller);
      const now = ports.clock();
      return ok({ results: webhooks.map(listed => toWebhookJson(listed, now)) });
    }),
    serve(contract.readWebhook, async ({ caller, params }) =>
      ok(toWebhookJson(await readWebhook(ports, caller, params.webhook_id), ports.clock())),
    ),
    serve(contract.changeWebhook, async ({ caller, params, body }) => {
      const { url, description, status, ...lists } = body;
      const change = {
        ...toTerms(lists),
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...(status !== undefined && { status }),
      };
      return ok(toWebhookJson(await updateWebhook(ports, caller, params.webhook_id, change), ports.clock()));
    }),
    serve(contract.removeWebhook, async ({ caller, params }) => {
      await removeWebhook(ports, caller, params.webhook_id);
      return { status: 204 };
    }),
    serve(contract.rotateWebhookSecret, async ({ caller, params, body }) => {
      const { secret, earlierSecretsUntil } = await rotateSecret(ports, caller, params.webhook_id, body.overlap_hours);
      return ok({ secret, earlier_secrets_until: earlierSecretsUntil });
    }),
    serve(contract.testWebhook, async ({ caller, params }) =>
      ok(toTestJson(await testWebhook(ports, caller, params.webhook_id))),
    ),
    serve(contract.listWebhookFailures, async ({ caller, params, query: { cursor, limit } }) => {
      const page = await listFailures(ports, caller, params.webhook_id, { cursor: cursor || undefined, limit });
      return ok({ results: page.failures.map(toFailureJson), next_cursor: page.nextCursor });
    }),
    serve(contract.redeliverEvents, async ({ caller, params, body }) => {
      const { queued, nextCursor } = await redeliver(ports, caller, params.webhook_id, toRequest(body));
      return { status: 202, json: { queued, next_cursor: nextCursor } };
    }),
  ];
}

/** The lists of a request without repetitions. */
function toTerms({
  types,
  course_ids,
  include,
}: {
  types?: readonly string[] | undefined;
  course_ids?: readonly string[] | null | undefined;
  include?: WebhookTerms['include'] | undefined;
}): Partial<WebhookTerms> {
  return {
    ...(types && { types: [...new Set(types)] }),
    ...(course_ids !== undefined && { courseIds: course_ids && [...new Set(course_ids)] }),
    ...(include && { include: [...new Set(include)] }),
  };
}

interface RedeliveryBody {
  event_id?: string | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
  only_failed: boolean;
  cursor?: string | undefined;
}

/** The schema accepts exactly one of an event, a window and a cursor. */
function toRequest({ event_id, since, until, only_failed, cursor }: RedeliveryBody): RedeliveryRequest {
  if (event_id !== undefined) return { eventId: event_id };
  if (since) return { since, until: until ?? undefined, onlyFailed: only_failed };
  return { cursor: cursor ?? '' };
}
