/** Fraction in one basis point. */
const basisPoint = 1e-4;

/** Returns the price that a buyer (`direction` 1) or seller (-1) gets: worse by the slippage. */
export function slipPrice(price: number, direction: 1 | -1, slippageBps: number): number {
  return price * (1 + direction * slippageBps * basisPoint);
}

/** Returns the fee in dollars on one side of a trade worth `value` dollars. */
export function chargeFee(value: number, feeBps: number): number {
  return value * feeBps * basisPoint;
}
