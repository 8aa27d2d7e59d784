import * as z from 'zod/mini';
import type { Backends } from '../domain/exams/backends.ts';
import type { ReviewOutcomes } from '../domain/reviews/outcomes.ts';
import type { FinalReviews } from '../domain/reviews/verdict.ts';
import type { Clock } from '../domain/time.ts';
import type { InboundProtocol, InboundVendor, InboundVendors } from '../vendors/inbound.ts';
import { INBOUND, protocolFacts } from '../vendors/registry.ts';
import { SIGNATURE_SCHEMES, type SignatureSchemeName } from '../vendors/signatures/schemes.ts';
import { verdictTimeOf } from '../vendors/signatures/signature.ts';
import { readDefaultBackend } from './attempts.ts';
import { readBaseConfig } from './base.ts';
import { configError, type Environment, optionalString, parse } from './env.ts';
import { readAddresses, readBackends } from './exams.ts';
import { readReviewOutcomes } from './reviewOutcomes.ts';
import { readReviewConfig } from './reviews.ts';
import { readVendorSettings, type VendorSettings } from './vendors.ts';

const settings = z.object({
  /**
   * Backends whose unsigned reviews a production stage accepts, separated by commas, such as `software_secure`.
   * @defaultValue none
   */
  ALLOW_UNSIGNED_VENDORS: z._default(z.string(), ''),
});

/** The vendors that deliver reviews, with the verification of their deliveries. */
export function readInboundVendors(env: Environment, clock: Clock): InboundVendors {
  const { ALLOW_UNSIGNED_VENDORS } = parse(settings, env);
  const { isProduction } = readBaseConfig(env);
  const { allowCallbackSimulation, allowReviewUpdates } = readReviewConfig(env);
  const outcomes = readReviewOutcomes(env);
  const backends = readBackends(env);
  const unsignedBackends = ALLOW_UNSIGNED_VENDORS.split(',').map(name => name.trim());
  if (!unsignedBackends.every(name => /^\w{0,64}$/.test(name))) {
    throw configError('ALLOW_UNSIGNED_VENDORS', 'must be names of backends, separated by commas');
  }
  const vendors = new Map<string, InboundVendor & { facts: ReturnType<typeof protocolFacts> }>();
  let softwareSecure: InboundVendor | undefined;
  for (const [name, values] of readVendorSettings(env)) {
    const { protocol } = values;
    const reviews = INBOUND[protocol];
    if (!reviews) continue;
    const facts = protocolFacts(protocol);
    const verification = verificationOf(
      name,
      { ...values, reviews },
      clock,
      !isProduction || unsignedBackends.includes(name),
    );
    const vendor = {
      name,
      reviews,
      facts,
      ...verification,
      settings: {
        outcomes: outcomes[protocol] ?? {},
        finalReviews: isEdx(reviews, outcomes[protocol]) ? finalReviewsOf(name, backends) : undefined,
        allowCallbackSimulation: allowCallbackSimulation && facts.usesReviewCallback === true,
        allowReviewUpdates: values.reviewUpdates ?? allowReviewUpdates,
      },
    };
    vendors.set(name, vendor);
    if (facts.usesReviewCallback) softwareSecure ??= vendor;
  }
  return {
    named: backend => vendors.get(backend),
    softwareSecure,
    usesLaunch: backend => vendors.get(backend)?.facts.usesLaunchUrl ?? false,
    showsExternalIds: backend => vendors.get(backend)?.facts.usesTokens ?? false,
    defaultBackend: readDefaultBackend(env),
  };
}

function isEdx({ outcomes }: InboundProtocol, table: ReviewOutcomes | undefined): boolean {
  return table !== undefined && table === outcomes.edx;
}

function finalReviewsOf(name: string, { byName }: Backends): FinalReviews {
  return { supportsOnboarding: byName.get(name)?.supportsOnboarding ?? false };
}

/** The verification of a vendor's deliveries. @throws ConfigError naming the vendor, never a secret */
function verificationOf(
  name: string,
  { reviews, signature, protocol }: Pick<VendorSettings, 'signature' | 'protocol'> & { reviews: InboundProtocol },
  clock: Clock,
  mayBeUnsigned: boolean,
): Pick<InboundVendor, 'isSigned' | 'verify' | 'verdictTime'> {
  const { scheme: schemeName, secrets, tolerance_seconds: toleranceSeconds } = signature ?? UNSIGNED;
  if (!Object.hasOwn(SIGNATURE_SCHEMES, schemeName)) {
    throw configError(
      'VENDORS',
      `${name}.signature.scheme: must be one of ${Object.keys(SIGNATURE_SCHEMES).join(', ')}`,
    );
  }
  const scheme = SIGNATURE_SCHEMES[schemeName as SignatureSchemeName];
  if (schemeName === 'none') {
    if (reviews.mustBeSigned) throw configError('VENDORS', `${name}.signature: must be set for ${protocol}`);
    // `parseAt` deliveries come with a token, which proves them in place of a signature.
    if (reviews.parse && !mayBeUnsigned) {
      throw configError('VENDORS', `${name}: sends unsigned reviews; add it to ALLOW_UNSIGNED_VENDORS to accept them`);
    }
  } else if (secrets.length === 0 || !secrets.every(secret => scheme.isSecret(secret))) {
    throw configError(
      'VENDORS',
      `${name}.signature.secrets: must be one or two secrets in the format of ${schemeName}`,
    );
  }
  return {
    isSigned: schemeName !== 'none',
    verify: delivery => scheme.verify({ ...delivery, secrets, toleranceSeconds, now: clock() }),
    verdictTime: delivery => verdictTimeOf(scheme, delivery, { toleranceSeconds, now: clock() }),
  };
}

const UNSIGNED = { scheme: 'none', secrets: [], tolerance_seconds: 300 };

const launchSettings = z.object({
  /**
   * Key that signs the launch cookie, of at least 32 characters; needed where a vendor's browser returns learners here.
   * @defaultValue none; a development key in the local stack
   */
  LAUNCH_COOKIE_KEY: optionalString,
  /**
   * Domain of the launch cookie, shared with the LMS, such as `example.edu`.
   * @defaultValue the service's own host
   */
  LAUNCH_COOKIE_DOMAIN: optionalString,
});

/** Settings of the launch callback; undefined if no vendor uses it. */
export function readLaunchSettings(env: Environment) {
  const { LAUNCH_COOKIE_KEY: key, LAUNCH_COOKIE_DOMAIN: domain } = parse(launchSettings, env);
  if (domain !== null && !/^\.?[a-z\d-]+(\.[a-z\d-]+)*$/i.test(domain)) {
    throw configError('LAUNCH_COOKIE_DOMAIN', 'must be a domain such as example.edu');
  }
  const usesLaunch = [...readVendorSettings(env).values()].some(
    ({ protocol, connection }) => connection !== undefined && protocolFacts(protocol).usesLaunchUrl,
  );
  if (key === null) {
    if (usesLaunch) throw configError('LAUNCH_COOKIE_KEY', 'must be set, because a vendor uses the launch callback');
    return undefined;
  }
  if (key.length < 32) throw configError('LAUNCH_COOKIE_KEY', 'must have at least 32 characters');
  if (key === DEVELOPMENT_LAUNCH_COOKIE_KEY && readBaseConfig(env).isDeployed) {
    throw configError('LAUNCH_COOKIE_KEY', 'is the public development key: set a key of this stage');
  }
  return { key, domain, examUrl: readAddresses(env).lms };
}

/** Signs the launch cookie in the local stack; deployed stages reject it. */
export const DEVELOPMENT_LAUNCH_COOKIE_KEY = 'development-only-launch-cookie-key-never-use-this';
