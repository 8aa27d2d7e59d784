import { render } from 'preact';
import { App } from './App.tsx';
import { watchFocus } from './focus.ts';
import { watchUsers } from './forgetUser.ts';
import { watchIdentity } from './identity.ts';
import { startNavigation } from './navigation.ts';
import { tellUnsent, watchPendingActions } from './pendingActions.ts';
import { startSession } from './session.ts';
import { watchSharedState } from './sharedState.ts';

startNavigation();
watchUsers();
watchIdentity();
watchPendingActions();
await startSession();
tellUnsent();
const page = document.getElementById('page');
if (page) {
  const draw = () => render(<App />, page);
  watchSharedState(draw);
  draw();
  watchFocus();
}
