import { dashboardModule } from '../dashboard.ts';

/** PSI has no dashboard of courses and exams: an attempt leads to the video of its review. */
export const softwareSecureDashboard = dashboardModule({
  open: () => visit => visit.readVideoLink(),
});
