import { httpFunction } from '../api/http/pipeline.ts';
import { STAFF_FILES } from '../api/staffPage/files.ts';
import { staffPageRoutes } from '../api/staffPage/routes.ts';

/** The page for staff: its document and files, without any dependency; the page calls the API by its user's token. */
export const handler = httpFunction(staffPageRoutes(process.env, STAFF_FILES));
