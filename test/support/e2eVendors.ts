/** The vendors of the stack that the end-to-end tests share, none of them with a connection. */
export const E2E_VENDORS = {
  software_secure: {},
  proctortrack: { protocol: 'rest' },
  examus: { signature: { scheme: 'jwt', secrets: ['examus-old-secret', 'examus-new-secret'] }, review_updates: true },
  examity: { signature: { scheme: 'examity', secrets: ['examity-secret'] } },
  signed_psi: {
    protocol: 'software_secure',
    signature: { scheme: 'standard_webhooks', secrets: [`whsec_${Buffer.alloc(32, 'k').toString('base64')}`] },
  },
};

/** A vendor with which learners are onboarded, none that delivers anything. */
export const ONBOARDER = {
  supports_onboarding: true,
  review_requirements_url: 'https://vendor.example/requirements',
};

/** The settings of the gateway and of the stack that the end-to-end tests share: whose web pages may call, and the vendors. */
export const E2E_SETTINGS = {
  CORS_ORIGINS: 'https://learning.example.edu, http://localhost:1997',
  VENDORS: JSON.stringify(E2E_VENDORS),
  PROCTORING_BACKENDS: JSON.stringify({ software_secure: {}, onboarder: ONBOARDER }),
};
