import { describeOddDeliveries } from '../support/describeMalformedDeliveries.ts';

describeOddDeliveries(25_000);
