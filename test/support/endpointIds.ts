import { CONTRACT } from '../../src/contract/contract.ts';

export const ENDPOINT_IDS = CONTRACT.flatMap(({ endpoints }) => endpoints.map(({ id }) => id));
