/** The stages of statuses, for clients that decide by them. */
export { COMPLETED, IN_PROGRESS } from '../../domain/attempts/status.ts';
