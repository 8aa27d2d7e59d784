import { CONTRACT } from '../../src/api/contract/contract.ts';

export const ENDPOINT_IDS = CONTRACT.flatMap(({ endpoints }) => endpoints.map(({ id }) => id));
