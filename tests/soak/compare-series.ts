import { barColumns, type Bars, countBars } from '../../src/core/bars/bars';

/** How a client's bars differ from the exchange's. */
export interface SeriesCheck {
  readonly bars: number;
  readonly lost: number;
  readonly duplicate: number;
  /** Bars of which a value differs in any bit. */
  readonly different: number;
}

/** Compares a client's bars with the exchange's of the same time, to the last bit. */
export function compareSeries(client: Bars, exchange: Required<Bars>): SeriesCheck {
  const rows = new Map(Array.from(client.openTime, (time, row) => [time, row]));
  const first = client.openTime[0];
  let lost = 0;
  let different = 0;
  for (let row = 0; row < countBars(exchange); row++) {
    const time = exchange.openTime[row];
    if (time < first) continue;
    const own = rows.get(time);
    if (own === undefined) lost++;
    else if (!barColumns.every((name) => Object.is(client[name]?.[own], exchange[name][row]))) {
      different++;
    }
  }
  return { bars: countBars(client), lost, duplicate: countBars(client) - rows.size, different };
}
