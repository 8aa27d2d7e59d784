import { afterEach, expect, it, vi } from 'vitest';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import { readFunctions } from '../../dev/serviceDefinition.ts';
import { readGatewayFunctions } from '../support/gateway/functionDefinitions.ts';
import { stubSettings } from '../support/stubSettings.ts';

afterEach(() => void vi.unstubAllEnvs());

/** Serverless reads the environment of its process; the gateways put settings into the cached result of one reading. */
it.each([
  ['without settings', {}],
  [
    'with settings',
    {
      LOG_LEVEL: 'SILENT',
      CORS_ORIGINS: 'https://learning.example.edu',
      ALLOW_REVIEW_UPDATES: 'true',
      VENDORS: '{"software_secure":{},"proctortrack":{"protocol":"rest"}}',
      EXAM_URL: 'https://lms.example.edu/{course_id}/{content_id}',
    },
  ],
])('the functions of a gateway %s are those that serverless reads', async (_case, settings) => {
  stubSettings(settings);
  const env = functionEnvironment('', { PATH: process.env.PATH, HOME: process.env.HOME, ...settings });
  expect(await readGatewayFunctions(env)).toEqual(await readFunctions('local', env));
});
