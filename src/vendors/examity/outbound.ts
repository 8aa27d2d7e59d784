import { vendorModule } from '../vendorModule.ts';

/** Examity: the LMS registers its attempts. */
export const examityOutbound = vendorModule({});
