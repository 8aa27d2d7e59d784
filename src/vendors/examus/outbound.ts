import { vendorModule } from '../vendorModule.ts';

/** Constructor Proctor (Examus): the LMS registers its attempts. */
export const examusOutbound = vendorModule({});
