import type { AttemptStatus } from '../attempts/status.ts';
import { toDownloadUrl, toTexts } from './vendorConfig.ts';

/** The vendor's software for one attempt; null where the vendor names none. */
export interface AttemptSoftware {
  /** Personal: it may contain a token of the learner. */
  downloadUrl: string | null;
  /** A step per line. */
  vendorInstructions: string | null;
}

export const NO_SOFTWARE: AttemptSoftware = { downloadUrl: null, vendorInstructions: null };

const MAX_LINK_LENGTH = 1024;
const MAX_STEPS = 10;
const MAX_STEP_LENGTH = 200;

/** The documented members of a vendor's answer, within the limits of an attempt; unreadable ones are dropped. */
export function toAttemptSoftware(answer: Readonly<Record<string, unknown>>): AttemptSoftware {
  const steps = toTexts(answer.instructions, MAX_STEP_LENGTH).slice(0, MAX_STEPS);
  return {
    downloadUrl: toDownloadUrl(answer.download_url, MAX_LINK_LENGTH),
    vendorInstructions: steps.map(step => step.replaceAll(/\s+/g, ' ')).join('\n') || null,
  };
}

export function stepsOf({ vendorInstructions }: Pick<AttemptSoftware, 'vendorInstructions'>): string[] {
  return vendorInstructions ? vendorInstructions.split('\n') : [];
}

/** Whether the learner still installs the software. */
export function offersSoftware(status: AttemptStatus): boolean {
  return status === 'created' || status === 'download_software_clicked';
}
