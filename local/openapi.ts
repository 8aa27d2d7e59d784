/** `npm run openapi`: writes openapi.json from the contract. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from './openapi/document.ts';
import { PROJECT_ROOT } from './projectRoot.ts';

await writeFile(join(PROJECT_ROOT, 'openapi.json'), `${JSON.stringify(openApiDocument(), null, 2)}\n`);
