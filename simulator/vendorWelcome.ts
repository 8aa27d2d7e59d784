import { exportLines } from './serviceSettings.ts';

interface Addresses {
  vendorUrl: string;
  serviceUrl: string;
}

/** The message of `npm run vendor` after the start. */
export function vendorWelcome({
  settings,
  ...urls
}: Addresses & { settings: Readonly<Record<string, string>> }): string {
  return `
Ready at ${urls.vendorUrl}

  PSI          backend "software_secure"
  REST vendor  backend "proctortrack"
  Reviews      are delivered to ${urls.serviceUrl}

To start the service with these vendors, in another terminal (with the same JWT_SECRET, if it is set here):

${indented(exportLines(settings))}
  npm start

Then, in a third:

${indented(tryLines(urls))}

Ctrl-C stops the simulator.
`;
}

/** Shell commands for an attempt that is registered with PSI, and its review; they can be repeated. */
export function tryLines({ vendorUrl, serviceUrl }: Addresses): string {
  return `API=${serviceUrl}/api/edx_proctoring/v1/proctored_exam
VENDOR=${vendorUrl}
RUN=$(date +%s)-$RANDOM
STAFF="Authorization: Bearer $(npm run --silent token -- --user 1 --username sam --staff)"
ADA="Authorization: Bearer $(npm run --silent token -- --user 7 --username ada --email ada@example.com --name "Ada L")"
call() { curl -s -w '\\n' -H 'Content-Type: application/json' "$@"; }

# An exam with PSI (or the REST vendor: "proctortrack"); its reviews wait for a command instead of three seconds
EXAM=$(call $API/exam -H "$STAFF" -d '{
  "course_id": "course-v1:X+Y+Z", "content_id": "block-v1:X+Y+Z+type@sequential+block@'$RUN'", "external_id": null,
  "exam_name": "Final", "time_limit_mins": 90, "is_proctored": true, "is_practice_exam": false, "is_active": true,
  "hide_after_due": false, "backend": "software_secure" }' | sed -n 's/.*"exam_id":\\([0-9]*\\).*/\\1/p')
call $VENDOR/control/plan -d '{"exam_id": '$EXAM', "verdict": null}'

# The learner's attempt, registered with the vendor by the service: "started", then "submitted"
ATTEMPT=$(call $API/attempt -H "$ADA" -d '{
  "exam_id": '$EXAM', "attempt_proctored": true, "start_clock": true }' | sed -n 's/.*"exam_attempt_id":\\([0-9]*\\).*/\\1/p')
call $API/attempt/$ATTEMPT -H "$ADA"
call -X PUT $API/attempt/$ATTEMPT -H "$ADA" -d '{"action": "submit"}'
call $API/attempt/$ATTEMPT -H "$ADA"

# The review: "verified"
CODE=$(call $API/attempt/$ATTEMPT -H "$STAFF" | sed -n 's/.*"attempt_code":"\\([^"]*\\)".*/\\1/p')
call $VENDOR/control/deliver -d '{"attempt_code": "'$CODE'", "verdict": "clean"}'
until call $API/attempt/$ATTEMPT -H "$STAFF" | grep '"status":"verified"'; do sleep 1; done

# The requests that the vendor received and sent; then its plan for further attempts at this exam
call $VENDOR/control/log
call $VENDOR/control/plan -d '{"exam_id": '$EXAM', "verdict": "violation", "copies": 3, "delay_ms": 1000}'`;
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
