import type { Webhook } from './wire.ts';

type Described = Pick<Webhook, 'id' | 'description' | 'url'>;

const describe = ({ description, url }: Described) => description || new URL(url).host;

/** The description of a webhook, or the host of its endpoint; with its id if another one has the same. */
export function nameOf(webhook: Described, all: readonly Described[]): string {
  const name = describe(webhook);
  const isShared = all.some(other => other.id !== webhook.id && describe(other) === name);
  return isShared ? `${name} (${webhook.id})` : name;
}
