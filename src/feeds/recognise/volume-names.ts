import { optionalAliases, volumeAliases } from './aliases';
import { isAsset, isQuoteCurrency } from './assets';
import type { ReadName } from './read-name';

/** Which columns are volumes of the base and of the quote asset, by their names. */
export interface VolumeNames {
  readonly volume?: number;
  readonly quoteVolume?: number;
}

/**
 * Finds the volumes among names. "Volume BTC" and "Volume (USDT)" are told apart by what the asset
 * is in `symbol`, else by whether it is money; of two that stay open the first is the base. "dollar_vol"
 * is neither: it is a feature by custom, close x volume, where a quote volume is the sum of all trades.
 */
export function findVolumeNames(names: readonly ReadName[], symbol: string): VolumeNames {
  const ofAssets = names.flatMap((name, position) => {
    const asset = readVolumeAsset(name, symbol);
    return asset === undefined ? [] : [{ position, role: roleOf(asset, symbol) }];
  });
  const roleless = ofAssets
    .filter(({ role }) => role === undefined)
    .map(({ position }) => position);
  const quotes = ofAssets.filter(({ role }) => role === 'quote').map(({ position }) => position);
  const bases = ofAssets.filter(({ role }) => role === 'base').map(({ position }) => position);
  // Money in money, such as USDC in USDT: the first is the base.
  if (bases.length === 0 && roleless.length === 0 && quotes.length > 1)
    bases.push(...quotes.splice(0, 1));
  const volume =
    findByAlias(names, volumeAliases, new Set(ofAssets.map(({ position }) => position))) ??
    bases[0] ??
    roleless.shift();
  const quoteVolume =
    findByAlias(names, optionalAliases.quoteVolume) ?? quotes[0] ?? roleless.shift();
  return {
    ...(volume === undefined ? {} : { volume }),
    ...(quoteVolume === undefined ? {} : { quoteVolume }),
  };
}

/** Position of the name with the first of the aliases that is there. */
export function findByAlias(
  names: readonly ReadName[],
  aliases: readonly string[],
  except: ReadonlySet<number> = new Set(),
): number | undefined {
  for (const alias of aliases) {
    const position = names.findIndex(({ key }, at) => !except.has(at) && key === alias);
    if (position !== -1) return position;
  }
  return undefined;
}

/** The asset of "Volume BTC", "volume_usdt" or "Volume (XVG)". */
function readVolumeAsset({ words, key }: ReadName, symbol: string): string | undefined {
  if (optionalAliases.quoteVolume.includes(key) || volumeAliases.includes(key)) return undefined;
  const rest = words.filter((word) => !['volume', 'vol', 'in', 'traded'].includes(word));
  const isVolume = words.some((word) => word === 'volume' || word === 'vol');
  return isVolume && rest.length === 1 && isAsset(rest[0], symbol) ? rest[0] : undefined;
}

function roleOf(asset: string, symbol: string): 'base' | 'quote' | undefined {
  const whole = symbol.toLowerCase();
  const [starts, ends] = [whole.startsWith(asset), whole.endsWith(asset)];
  if (starts !== ends) return starts ? 'base' : 'quote';
  return isQuoteCurrency(asset) ? 'quote' : undefined;
}
