import { readFile } from 'node:fs/promises';
import { countBars, type EpochMs } from '../../src/core/bars/bars';
import { startExchange, type Exchange } from './binance-server';
import type { ClockOptions } from './clock/exchange-clock';
import type { ExchangeLimits } from './exchange-limits';
import { parseFaults } from './faults/parse-faults';
import { readArchiveListing } from './market/archive-listing';
import type { MarketListing } from './market/market';
import { makeSampleListings } from './market/sample-listings';

/** What the commands `exchange` and `dev:live` ask for. */
export interface ExchangeCommand {
  readonly port: number;
  /** Exchange time runs this many times as fast as real time; 0 leaves it to `POST /control`. */
  readonly speed: number;
  /** Archives of one symbol; invented markets when there is none. */
  readonly archives: readonly string[];
  /** ISO 8601, when the exchange's time starts: now, or the middle of the archives. */
  readonly start?: string;
  /** A JSON file with a list of faults. */
  readonly faults?: string;
  readonly seed: number;
}

const dayMs = 86_400_000;
const historyDays = 90;
const futureDays = 30;
/** Most messages of a forming bar in a second of real time, whatever the speed. */
const updatesPerSecond = 20;

/** Starts the server of a command. Throws for options that make no sense. */
export async function startExchangeCommand(command: ExchangeCommand): Promise<Exchange> {
  const { port, speed, archives, seed } = command;
  const faults = command.faults
    ? parseFaults(JSON.parse(await readFile(command.faults, 'utf8')))
    : [];
  const archive = archives.length > 0 ? await readArchiveListing(archives) : undefined;
  const start = chooseStart(command.start, archive);
  const listings = archive
    ? [archive]
    : makeSampleListings({
        startsAt: (start ?? Date.now()) - historyDays * dayMs,
        barCount: (historyDays + futureDays) * 1440,
        seed,
      });
  return startExchange({
    listings,
    clock: chooseClock(speed, start),
    port,
    limits: choosePace(speed),
    faults,
    seed,
  });
}

/** The clock of invented markets shows the real time at first. */
function chooseClock(speed: number, start: EpochMs | undefined): ClockOptions {
  if (speed === 0) return { kind: 'stepped', startAt: start ?? Date.now() };
  return { kind: 'accelerated', factor: speed, startAt: start };
}

function chooseStart(
  start: string | undefined,
  archive: MarketListing | undefined,
): EpochMs | undefined {
  if (start === undefined) return archive?.bars.openTime[countBars(archive.bars) >> 1];
  const time = Date.parse(start);
  if (Number.isFinite(time)) return time;
  throw new Error(`--start must be a time such as 2024-01-15T12:00:00Z, was ${start}`);
}

/** At high speeds a forming bar is told less often. */
function choosePace(speed: number): Partial<ExchangeLimits> {
  const updateEveryMs = Math.min(30_000, Math.max(2000, (speed * 1000) / updatesPerSecond));
  return { updateEveryMs };
}
