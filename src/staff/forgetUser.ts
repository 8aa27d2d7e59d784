import { bulkChoice, bulkOutcome, NOTHING, selection } from './bulkOutcome.ts';
import { grantAnswers } from './grantRows.ts';
import { forgetNotices } from './notices.ts';
import { forgetOwnValues } from './ownAllowances.ts';
import { forgetOwnWrites } from './ownVersions.ts';
import { forgetActions } from './pendingActions.ts';
import { session } from './session.ts';
import { forgetGrants } from './startGrant.ts';
import { timeJobs } from './timeJobs.ts';

/** At each log-in the page has nothing of an earlier user: results, notices, and what their requests have left. */
export function watchUsers(): void {
  session.subscribe(() => {
    forgetNotices();
    forgetActions();
    forgetOwnWrites();
    forgetOwnValues();
    forgetGrants();
    selection.value = NOTHING;
    bulkChoice.value = undefined;
    bulkOutcome.value = undefined;
    timeJobs.value = [];
    grantAnswers.value = [];
  });
}
