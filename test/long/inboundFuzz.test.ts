import { describeOddDeliveries } from '../support/describeOddDeliveries.ts';

describeOddDeliveries(25_000);
