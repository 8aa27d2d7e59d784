import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { route } from './navigation.ts';
import { Announcer } from './parts/Announcer.tsx';
import { Frame } from './parts/Frame.tsx';
import type { Route } from './route.ts';
import { AllowancesScreen } from './screens/AllowancesScreen.tsx';
import { AttemptScreen } from './screens/AttemptScreen.tsx';
import { AttemptsScreen } from './screens/AttemptsScreen.tsx';
import { CoursesScreen } from './screens/CoursesScreen.tsx';
import { LiveScreen } from './screens/LiveScreen.tsx';
import { LoginScreen } from './screens/LoginScreen.tsx';
import { ReportScreen } from './screens/ReportScreen.tsx';
import { UnknownScreen } from './screens/UnknownScreen.tsx';
import { WebhooksScreen } from './screens/WebhooksScreen.tsx';
import { isLoggedIn } from './session.ts';

/** The page: the log-in, or the screen of the address. */
export function App() {
  const currentRoute = route.value;
  const screen = isLoggedIn.value ? currentRoute.screen : 'login';
  useFocusOnHeading(placeOf(screen, currentRoute));
  useTitle(screen);
  return (
    <>
      <Frame>{isLoggedIn.value ? screenOf(currentRoute) : <LoginScreen />}</Frame>
      <Announcer />
    </>
  );
}

function screenOf(currentRoute: Route): JSX.Element {
  switch (currentRoute.screen) {
    case 'attempts':
      return <AttemptsScreen course={currentRoute.course} filters={currentRoute.filters} />;
    case 'attempt':
      return <AttemptScreen key={currentRoute.code} course={currentRoute.course} code={currentRoute.code} />;
    case 'allowances':
      return <AllowancesScreen course={currentRoute.course} />;
    case 'reports':
      return <ReportScreen course={currentRoute.course} />;
    case 'live':
      return <LiveScreen course={currentRoute.course} exam={currentRoute.exam} />;
    case 'webhooks':
      return <WebhooksScreen />;
    case 'courses':
    case 'login':
      return <CoursesScreen />;
    default:
      return <UnknownScreen />;
  }
}

/** A screen and what it is about, without its filters. */
function placeOf(screen: string, currentRoute: Route): string {
  return [screen, 'course' in currentRoute && currentRoute.course, 'code' in currentRoute && currentRoute.code].join(
    ' ',
  );
}

/** Sets a title without names of learners, because browsers store titles. */
function useTitle(screen: string): void {
  useLayoutEffect(() => {
    document.title = `${screen.charAt(0).toUpperCase()}${screen.slice(1)} – Proctoring`;
  }, [screen]);
}

/** Focuses the heading of a new screen, so that keyboards and screen readers begin there; not when the page opens. */
function useFocusOnHeading(place: string): void {
  const previous = useRef(place);
  useLayoutEffect(() => {
    if (previous.current === place) return;
    previous.current = place;
    document.querySelector('h1')?.focus();
  }, [place]);
}
