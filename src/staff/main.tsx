import { render } from 'preact';
import { App } from './App.tsx';
import { watchIdentity } from './identity.ts';
import { startNavigation } from './navigation.ts';
import { watchPendingActions } from './pendingActions.ts';
import { startSession } from './session.ts';

startNavigation();
watchIdentity();
watchPendingActions();
await startSession();
const page = document.getElementById('page');
if (page) render(<App />, page);
