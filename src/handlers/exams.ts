import { readBaseConfig, readTokenConfig } from '../config.ts';
import { examRoutes } from '../http/examRoutes.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { createAuthenticate } from '../http/token.ts';
import { clock, random } from '../machine.ts';
import { createDocumentClient } from '../store/client.ts';
import { createExamStore } from '../store/exams.ts';

/** Exams for the LMS. */
const { tables } = readBaseConfig(process.env);
const exams = createExamStore(createDocumentClient(), tables);

export const handler = httpFunction(
  examRoutes({ exams, clock, random }),
  createAuthenticate(readTokenConfig(process.env)),
);
