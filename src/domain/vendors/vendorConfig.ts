import type { Backend } from '../exams/backends.ts';
import { readLink } from '../reviews/descriptiveValues.ts';
import { truncate } from '../text.ts';

/** A vendor's published configuration for front ends; omitted members are absent. */
export interface VendorConfig {
  name?: string;
  /** The page from which learners download the vendor's software. */
  downloadUrl?: string;
  /** Descriptions of the rules that an exam can have, by the rule's name. */
  rules?: Readonly<Record<string, string>>;
  /** The steps before an exam. */
  instructions?: readonly string[];
}

const MAX_NAME_LENGTH = 255;
const MAX_LINK_LENGTH = 2048;
const MAX_RULES = 50;
const MAX_RULE_LENGTH = 300;
const MAX_STEPS = 20;
const MAX_STEP_LENGTH = 500;
/** Machine-readable names. */
const RULE_NAME = /^[a-z][\w-]{0,63}$/i;

/** The documented members of a vendor's answer, as far as they are valid: nothing else reaches a front end. */
export function toVendorConfig(answer: Readonly<Record<string, unknown>>): VendorConfig {
  const [name, downloadUrl] = [
    toText(answer.name, MAX_NAME_LENGTH),
    toDownloadUrl(answer.download_url, MAX_LINK_LENGTH),
  ];
  const rules = toRules(answer.rules);
  const instructions = toTexts(answer.instructions, MAX_STEP_LENGTH).slice(0, MAX_STEPS);
  return {
    ...(name !== null && { name }),
    ...(downloadUrl !== null && { downloadUrl }),
    ...(Object.keys(rules).length > 0 && { rules }),
    ...(instructions.length > 0 && { instructions }),
  };
}

/** The members as the vendor names them. */
export function fromVendorConfig({ downloadUrl, ...members }: VendorConfig): Record<string, unknown> {
  return { ...members, ...(downloadUrl !== undefined && { download_url: downloadUrl }) };
}

/** The backend with the vendor's members in its `config`; those of the settings win. */
export function withVendorConfig(backend: Backend, config: VendorConfig | undefined): Backend {
  return config ? { ...backend, config: { ...fromVendorConfig(config), ...backend.config } } : backend;
}

/** The page from which learners download the software of this backend, by its `config`; null for none. */
export function configuredDownloadUrl({ config }: Backend): string | null {
  return typeof config.download_url === 'string' ? config.download_url : null;
}

/** A link of at most this length; null for anything else. */
export function toDownloadUrl(value: unknown, maxLength: number): string | null {
  const link = readLink(value);
  return link !== null && link.length <= maxLength ? link : null;
}

function toRules(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const named = Object.entries(value).flatMap(([name, rule]) => {
    const text = toText(rule, MAX_RULE_LENGTH);
    return RULE_NAME.test(name) && text !== null ? [[name, text] as const] : [];
  });
  return Object.fromEntries(named.slice(0, MAX_RULES));
}

/** The texts of a list, truncated; other entries are dropped. */
export function toTexts(value: unknown, maxLength: number): string[] {
  const entries: unknown[] = Array.isArray(value) ? value : [];
  return entries.flatMap(entry => toText(entry, maxLength) ?? []);
}

function toText(value: unknown, maxLength: number): string | null {
  return typeof value === 'string' && value.trim() !== '' ? truncate(value.trim(), maxLength) : null;
}
