import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The log of a function, one JSON line per message; the level comes from LOG_LEVEL. Nothing personal goes in: no names,
 * emails, bodies, paths or tokens; ids, codes, routes and error names do.
 */
export const log = new Logger({ serviceName: 'proctoring' });
