import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Published vectors of an event and its delivery. */
interface Vectors {
  body: string;
  secret: string;
  webhook_timestamp: number;
  signature_v1: string;
  rotated_in_secret: string;
  signature_header_while_rotating: string;
  retry_seconds: number[];
}

export const VECTORS: Vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/events/delivery-vectors.json'), 'utf8'),
);
