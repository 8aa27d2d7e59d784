import { exportLines } from './serviceSettings.ts';

interface Addresses {
  vendorUrl: string;
  serviceUrl: string;
}

/** What `npm run vendor` says when it is up. */
export function vendorWelcome({ settings, ...at }: Addresses & { settings: Readonly<Record<string, string>> }): string {
  return `
Ready at ${at.vendorUrl}

  PSI          backend "software_secure"
  REST vendor  backend "proctortrack"
  Reviews      go to ${at.serviceUrl}

In another terminal, the service with them as its vendors (and JWT_SECRET, if it is set here):

${indented(exportLines(settings))}
  npm start

Then, in a third:

${indented(tryLines(at))}

Ctrl-C stops it.
`;
}

/** Copy-paste: an attempt that is registered with PSI, and its review, which comes by itself. */
export function tryLines({ vendorUrl, serviceUrl }: Addresses): string {
  return `API=${serviceUrl}/api/edx_proctoring/v1/proctored_exam
STAFF=$(npm run --silent token -- --user 1 --username sam --staff)
ADA=$(npm run --silent token -- --user 7 --username ada --email ada@example.com --name "Ada L")

# An exam with PSI (or the REST vendor: "proctortrack"), and the learner's attempt, which the service registers there
EXAM=$(curl -s $API/exam -H "Authorization: Bearer $STAFF" -H 'Content-Type: application/json' -d '{
  "course_id": "course-v1:X+Y+Z", "content_id": "block-v1:X+Y+Z+type@sequential+block@'$(date +%s)'", "external_id": null,
  "exam_name": "Final", "time_limit_mins": 90, "is_proctored": true, "is_practice_exam": false, "is_active": true,
  "hide_after_due": false, "backend": "software_secure" }' | grep -o '[0-9]*')
ATTEMPT=$(curl -s $API/attempt -H "Authorization: Bearer $ADA" -H 'Content-Type: application/json' -d '{
  "exam_id": '$EXAM', "attempt_proctored": true, "start_clock": true }' | grep -o '[0-9]*')
curl -s $API/attempt/$ATTEMPT -H "Authorization: Bearer $ADA"

# The review arrives by itself after three seconds: "verified"
sleep 5
curl -s $API/attempt/$ATTEMPT -H "Authorization: Bearer $STAFF"

# What the vendor received and sent; then how it is to treat this exam from now on
curl -s ${vendorUrl}/control/log
curl -s ${vendorUrl}/control/plan -d '{"exam_id": '$EXAM', "verdict": "violation", "copies": 3, "delay_ms": 1000}'`;
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');
