import { limitOrder } from './limit-order';
import { marketOrder } from './market-order';
import type { OrderType } from './order-type';

/** Every type of order that opens positions. */
export const orderTypes: readonly OrderType[] = [marketOrder, limitOrder];
