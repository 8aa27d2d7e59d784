/** The kinds of vendors, with what functions that do not speak to them have to know. */
export const PROTOCOL_NAMES = {
  /** Learners come back by our launch callback. */
  software_secure: { usesLaunchUrl: true },
  rest: { usesLaunchUrl: false },
  examus: { usesLaunchUrl: false },
  examity: { usesLaunchUrl: false },
  mock: { usesLaunchUrl: false },
} as const;

export type ProtocolName = keyof typeof PROTOCOL_NAMES;
