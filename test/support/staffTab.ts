import { join } from 'node:path';
import { vi } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import type { RowResult } from '../../src/staff/bulk.ts';
import type { Attempt } from '../../src/staff/wire.ts';

type Text = { value: string };
type Send = () => Promise<string>;

/** Modules of the page, as tests call them: the compiler of the tests has no DOM. */
interface Modules {
  session: {
    startSession(): Promise<void>;
    logInByToken(token: string): boolean;
    endSession(notice?: string): void;
    currentToken(): Promise<string>;
    loginNotice: Text;
    isLoggedIn: { value: boolean };
    isEnding: { value: boolean };
  };
  pendingActions: {
    sendLater(label: string, send: Send, options?: object): void;
    sendAction(send: Send, label?: string): Promise<boolean>;
    sendNow(id: number): Promise<void>;
    sendAll(): Promise<boolean>;
    watchPendingActions(): void;
    tellUnsent(): void;
    pendingActions: { value: readonly { id: number; label: string }[] };
  };
  notices: { announcement: Text; failures: { value: readonly string[] }; loadAgain(): void };
  api: {
    client: { getMe(): Promise<unknown>; listWebhooks(): Promise<unknown> };
    describeError(error: unknown): string;
  };
  identity: { watchIdentity(): void; identity: { value: { name: string } | undefined }; identityError: Partial<Text> };
  forgetUser: { watchUsers(): void };
  logOut: { logOut(): Promise<void> };
  timeJobs: { giveMinutes(request: object): Promise<boolean>; timeJobs: { value: readonly object[] } };
  webhookActions: {
    testWebhook(id: string, name: string): Promise<string>;
    redeliverAll(id: string, name: string): Promise<string>;
  };
  actions: { decide(attempt: Attempt, action: string, reason: string): Promise<string> };
  bulkActions: {
    actOnMany(action: string, attempts: readonly Attempt[], reason: string, isDryRun: boolean): Promise<RowResult[]>;
  };
  navigation: {
    startNavigation(): void;
    navigate(address: string, options?: { replace?: boolean; text?: string }): void;
    readAddress(): void;
    route: { value: { screen: string; filters?: { text: string } } };
  };
}

const ORIGIN = 'https://proctoring.example.edu';

interface TabOptions {
  /** The service and the log-in provider. */
  answer?: (request: Request, options: RequestInit) => Response | Promise<Response>;
  settings?: object;
  address?: string;
  storage?: Map<string, string>;
}

/** A tab with modules of the page and what they read of a browser, except elements. */
export async function openTab({ answer = () => Response.json({}), ...options }: TabOptions = {}) {
  const { settings = { basePath: '', acceptsToken: true, oidc: null }, address = '/staff/' } = options;
  const events = new EventTarget();
  const storage = options.storage ?? new Map<string, string>();
  const sent: { request: Request; options: RequestInit }[] = [];
  const location = fakeLocation(address);
  vi.resetModules();
  for (const [name, value] of Object.entries({
    document: { querySelector: () => ({ content: JSON.stringify(settings) }), addEventListener: () => {} },
    ...location,
    addEventListener: events.addEventListener.bind(events),
    sessionStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => storage.set(key, value),
      removeItem: (key: string) => storage.delete(key),
    },
    fetch: async (input: string, init: RequestInit = {}) => {
      const request = new Request(input, init);
      sent.push({ request, options: init });
      return Promise.race([answer(request, init), rejectionBy(init.signal)]);
    },
  })) {
    vi.stubGlobal(name, value);
  }
  const load = <Name extends keyof Modules>(name: Name): Promise<Modules[Name]> =>
    import(join(PROJECT_ROOT, 'src/staff', `${name}.ts`));
  /** Fires an event of the window. @returns whether its default is prevented */
  const fire = (type: string, members: object = {}) =>
    !events.dispatchEvent(Object.assign(new Event(type, { cancelable: true }), members));
  return { load, fire, sent, storage, ...location };
}

function rejectionBy(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

/** Replaces the limits of time by those that a test lets pass. @returns the function for all so far */
export function holdTimeouts(): () => Promise<void> {
  const limits: AbortController[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const limit = new AbortController();
    limits.push(limit);
    return limit.signal;
  });
  return async () => {
    for (const limit of limits) limit.abort(new DOMException('No answer in time.', 'TimeoutError'));
    await new Promise(setImmediate);
  };
}

function fakeLocation(address: string) {
  let [url, state]: [URL, unknown] = [new URL(address, ORIGIN), null];
  const show = (next: unknown, _title: string, to?: string) => {
    [url, state] = [new URL(to ?? url.href, url.href), next];
  };
  const location = {
    get href() {
      return url.href;
    },
    get origin() {
      return url.origin;
    },
    get pathname() {
      return url.pathname;
    },
    get search() {
      return url.search;
    },
    get hash() {
      return url.hash;
    },
  };
  const history = {
    get state() {
      return state;
    },
    pushState: show,
    replaceState: show,
  };
  return { location, history };
}

/** A token that the page accepts, of this user. */
export const tokenFor = (user: string | undefined) =>
  `e30.${Buffer.from(JSON.stringify({ sub: user, exp: 4_000_000_000 })).toString('base64url')}.c2ln`;
