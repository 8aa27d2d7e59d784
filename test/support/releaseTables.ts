import { afterAll } from 'vitest';
import { releaseTablesOfFile } from './keptTables.ts';

afterAll(releaseTablesOfFile);
