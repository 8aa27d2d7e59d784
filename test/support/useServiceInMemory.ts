import { beforeAll } from 'vitest';
import { useStack } from './api.ts';
import { E2E_SETTINGS } from './e2eVendors.ts';
import { startServiceInMemory } from './serviceInMemory.ts';

/** One service for all files of a worker. */
const worker = globalThis as { serviceInMemory?: ReturnType<typeof startServiceInMemory> };
worker.serviceInMemory ??= startServiceInMemory(E2E_SETTINGS);
const { url } = await worker.serviceInMemory;

/** Sends the requests of a file's tests to the service in memory. */
beforeAll(() => useStack(url));
