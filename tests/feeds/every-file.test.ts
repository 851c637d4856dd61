import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countBars } from '../../src/core/bars/bars';
import { formatUtc } from '../../src/core/bars/times';
import { findGaps } from '../../src/core/bars/gaps';
import { formatInterval } from '../../src/core/bars/interval';
import type { ImportedBars } from '../../src/feeds/merge-parts';
import { expectedFiles, type ExpectedFile } from './expected-files';
import { importOne, importWith } from './import-one';
import { makeFile } from './make-files';
import { hasRealData, readRealFile, realDataPath, skipNote } from './real-data';

const naive = 'btcusdt_1m_39d.polars-zstd-us.naive-utc+9.parquet';

describe.skipIf(!hasRealData)(`every real file${skipNote}`, () => {
  it('is spoken of here, but for recordings of the live stream', () => {
    const folders = ['btcusdt-spot', 'multi-asset', 'formats', 'binance-api'];
    const there = folders.flatMap((folder) =>
      readdirSync(realDataPath(folder)).map((name) => `${folder}/${name}`),
    );
    const data = there.filter((name) => !/\.CHECKSUM$|\/ws_/.test(name));
    expect([...expectedFiles.map(({ file }) => file), `formats/${naive}`].sort()).toEqual(
      data.sort(),
    );
  });

  it.each(expectedFiles)('$file becomes $bars bars', async ({ file, ...expected }) => {
    const checksums = file.endsWith('.zip') ? [readRealFile(`${file}.CHECKSUM`)] : [];
    const imported = await importOne(readRealFile(file), ...checksums);
    expect(summarise(imported)).toEqual({ gaps: [0, 0], ...expected });
    expect(imported.hasVolume).toBe(!file.includes('tradingview'));
  });

  it('is refused where its checksum file tells another', async () => {
    const name = 'BTCUSDT-1m-2025-06-15.zip';
    const checksum = makeFile(`${name}.CHECKSUM`, `${'ab'.repeat(32)}  ${name}\n`);
    expect(await importWith([readRealFile(`btcusdt-spot/${name}`), checksum])).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(
        /^BTCUSDT-1m-2025-06-15\.zip is damaged: its SHA-256 is/,
      ) as unknown,
    });
  });

  it('asks for the zone of naive times whose name says UTC+9, and takes the answer', async () => {
    const asked = await importWith([readRealFile(`formats/${naive}`)]);
    if (asked.kind !== 'question' || asked.question.kind !== 'map-columns')
      throw new Error(`not asked, but ${asked.kind}`);
    const { readings, file } = asked.question;
    const guess = readings[0].mapping;
    expect(guess.time).toEqual({ encoding: { kind: 'typed' }, zone: '+09:00', moment: 'open' });
    const answered = await importWith([readRealFile(`formats/${naive}`)], {
      mappings: { [file]: guess },
    });
    if (answered.kind !== 'bars') throw new Error(`no bars, but ${answered.kind}`);
    // The file says 2026-06-01 00:00 and 2026-07-10 00:00, nine hours ahead of UTC.
    expect(answered.imports.map(summarise)).toEqual([
      {
        symbol: 'BTCUSDT',
        interval: '1m',
        bars: 56_161,
        first: '2026-05-31 15:00',
        last: '2026-07-09 15:00',
        gaps: [0, 0],
        notes: expect.arrayContaining(['columns were mapped by hand']) as unknown,
      },
    ]);
  });
});

function summarise({ symbol, bars, sources }: ImportedBars): Omit<ExpectedFile, 'file'> {
  const minute = (time: number): string => formatUtc(time).slice(0, 16).replace('T', ' ');
  const gaps = findGaps(bars);
  return {
    symbol,
    interval: formatInterval(bars.intervalMs),
    bars: countBars(bars),
    first: minute(bars.openTime[0]),
    last: minute(bars.openTime[countBars(bars) - 1]),
    gaps: [gaps.length, gaps.reduce((sum, { missingBars }) => sum + missingBars, 0)],
    notes: sources[0].notes,
  };
}
