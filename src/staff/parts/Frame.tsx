import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { identity } from '../identity.ts';
import { logOut } from '../logOut.ts';
import { addressOf, route } from '../navigation.ts';
import { sendAll } from '../pendingActions.ts';
import { NO_FILTERS, type Route } from '../route.ts';
import { beginLogin, isEnding, isLoggedIn } from '../session.ts';
import { PAGE_SETTINGS } from '../settings.ts';
import { viewerZone } from '../time.ts';
import { Failure } from './Failure.tsx';
import { PendingActions } from './PendingActions.tsx';

/** The header with the navigation, around every screen. */
export function Frame({ children }: { children: ComponentChildren }) {
  const currentRoute = route.value;
  const course = 'course' in currentRoute ? currentRoute.course : undefined;
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="frame">
        <a class="brand" href={addressOf({ screen: 'courses' })}>
          Proctoring
        </a>
        {isLoggedIn.value && course !== undefined && <CourseNavigation course={course} currentRoute={currentRoute} />}
        {isLoggedIn.value && <Account />}
      </header>
      <Failure />
      {isEnding.value && <EndingNotice />}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <PendingActions />
    </>
  );
}

function CourseNavigation({ course, currentRoute }: { course: string; currentRoute: Route }) {
  const links: [string, Route, string[]][] = [
    ['Attempts', { screen: 'attempts', course, filters: NO_FILTERS }, ['attempts', 'attempt']],
    ['Live', { screen: 'live', course, exam: null }, ['live']],
    ['Allowances', { screen: 'allowances', course }, ['allowances']],
    ['Reports', { screen: 'reports', course }, ['reports']],
  ];
  return (
    <nav aria-label="Course">
      {links.map(([label, target, screens]) => (
        <a
          key={label}
          href={addressOf(target)}
          aria-current={screens.includes(currentRoute.screen) ? 'page' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  );
}

function Account() {
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    await logOut();
    setLeaving(false);
  };
  return (
    <div class="account">
      {identity.value?.isGlobalStaff && <a href={addressOf({ screen: 'webhooks' })}>Webhooks</a>}
      <span class="zone" title="Times are shown in this zone; each has its UTC time at hand">
        {viewerZone()}
      </span>
      <span class="user">{identity.value?.name}</span>
      <button type="button" class="plain" aria-disabled={isLeaving} onClick={() => void leave()}>
        {isLeaving ? 'Logging out …' : 'Log out'}
      </button>
    </div>
  );
}

/** Leads to the provider after the actions that wait; a failure among them is shown first. */
async function logInAgain(): Promise<void> {
  if (await sendAll()) await beginLogin();
}

function EndingNotice() {
  return (
    <div class="notice" role="status">
      <p>Your log-in ends within two minutes.</p>
      {PAGE_SETTINGS.oidc && (
        <button type="button" onClick={() => void logInAgain()}>
          Log in again
        </button>
      )}
    </div>
  );
}
