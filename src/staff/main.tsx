import { render } from 'preact';
import { App } from './App.tsx';
import { watchIdentity } from './identity.ts';
import { startNavigation } from './navigation.ts';
import { sendOnClose } from './pendingActions.ts';
import { startSession } from './session.ts';

startNavigation();
watchIdentity();
sendOnClose();
await startSession();
const page = document.getElementById('page');
if (page) render(<App />, page);
