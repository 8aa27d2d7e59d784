import { readBaseConfig, readDefaultBackend, readTokenConfig } from '../config.ts';
import { allowanceRoutes } from '../http/allowanceRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock, random } from '../machine.ts';
import { createAllowanceStore } from '../store/allowances.ts';
import { createAttemptStore } from '../store/attempts.ts';
import { createDocumentClient } from '../store/client.ts';
import { coalesceReads } from '../store/coalescedReads.ts';
import { createExamStore } from '../store/exams.ts';
import { createLearnerStore } from '../store/learners.ts';

/** Allowances, and the learners they are granted to. */
const { tables } = readBaseConfig(process.env);
// Many are seen to side by side in bulk.
const client = coalesceReads(createDocumentClient());

const ports = {
  allowances: createAllowanceStore(client, tables),
  attempts: createAttemptStore(client, tables),
  exams: createExamStore(client, tables, undefined, readDefaultBackend(process.env)),
  learners: createLearnerStore(client, tables),
  clock,
  random,
};

export const handler = httpFunction(allowanceRoutes(ports), createAuthenticate(readTokenConfig(process.env)));
