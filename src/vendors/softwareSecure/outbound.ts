import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import type { Vendor } from '../../usecases/ports/vendors.ts';
import { expectAnswer } from '../answers.ts';
import { vendorOperation } from '../vendorHttp.ts';
import { type ConnectionContext, vendorModule } from '../vendorModule.ts';
import { registrationBody, toHttpDate } from './registrationBody.ts';
import { signedHeaders } from './signRequest.ts';

const text = () => z.string().check(z.minLength(1));

const settings = lazy(() =>
  z.strictObject({
    register_url: z.url(),
    organization: text(),
    exam_sponsor: text(),
    secret_key_id: text(),
    secret_key: text(),
    /** Encrypts the exam's password (DES3). */
    crypto_key: z.string().check(z.refine(key => Buffer.byteLength(key) === 24, 'must have 24 bytes')),
    /** Whether the vendor receives the learners' email addresses. */
    send_email: z._default(z.boolean(), false),
  }),
);

const registrationAnswer = lazy(() => z.object({ ssiRecordLocator: text() }));

/** PSI RPNow (SoftwareSecure). It receives no notifications after the registration. */
export const softwareSecureOutbound = vendorModule({
  connection: { settings, connect },
});

function connect(options: z.output<ReturnType<typeof settings>>, { name, launchUrl }: ConnectionContext): Vendor {
  const { secret_key_id: keyId, secret_key: secret } = options;
  return {
    name,
    async registerAttempt({ exam, learner, ...registration }) {
      const body = registrationBody({
        ...registration,
        examId: exam.examId,
        examName: exam.examName,
        courseId: exam.courseId,
        fullName: learner.fullName,
        email: options.send_email ? learner.email : null,
        launchUrl: launchUrl(registration.attemptCode),
        organization: options.organization,
        examSponsor: options.exam_sponsor,
        cryptoKey: options.crypto_key,
      });
      const headers = signedHeaders(body, toHttpDate(registration.now), { keyId, secret });
      const request = { method: 'POST' as const, url: options.register_url, headers, body: JSON.stringify(body) };
      const answer = await vendorOperation(name, send => send(request));
      return { externalId: expectAnswer(name, answer, registrationAnswer()).ssiRecordLocator, onboarding: null };
    },
  };
}
