import { vi } from 'vitest';

/** A kept worker goes on with another file, which replaces other modules, or loads handlers with other settings: only packages stay loaded. */
vi.resetModules();
