import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { secondsBetween } from '../../domain/time.ts';
import { dashboardModule } from '../dashboard.ts';
import { pseudonymise } from './pseudonymise.ts';
import { apiAddress, restSettings } from './settings.ts';

/** The time in which the browser has to follow the redirect: the token is part of an address. */
const TOKEN_SECONDS = 60;

/** The dashboard of the open REST protocol: the vendor reads course, exam, attempt and visitor from a token. */
export const restDashboard = dashboardModule({
  settings: restSettings,
  open: (settings, name) => async visit => {
    const { exam, attempt, staff } = visit;
    const claims = {
      course_id: visit.courseId,
      user: {
        id: pseudonymise(settings.learner_id_key, name, staff.userId),
        full_name: staff.name,
        email: staff.email,
      },
      ...(exam?.externalId && { exam_id: exam.externalId }),
      ...(visit.isConfiguration && { config: true }),
      ...(attempt?.externalId && { attempt_id: attempt.externalId }),
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(settings.client_id)
      .setJti(randomUUID())
      .setExpirationTime(secondsBetween(new Date(0).toISOString(), visit.now) + TOKEN_SECONDS)
      .sign(new TextEncoder().encode(settings.client_secret));
    return `${apiAddress(settings)}/instructor/${encodeURIComponent(settings.client_id)}/?jwt=${token}`;
  },
});
