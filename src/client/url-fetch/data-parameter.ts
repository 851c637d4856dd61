import * as v from 'valibot';

/** What `?data=` of the page's own address asks for. */
type AskedData =
  | { readonly kind: 'addresses'; readonly urls: readonly string[] }
  /** `problem` is for the person who opened the address: what is wrong, and what to do. */
  | { readonly kind: 'refused'; readonly problem: string };

/** An import is of as many files as a person looks through. */
const maxAddresses = 50;

/** Servers refuse longer ones. */
const maxCharacters = 2000;

/**
 * Returns the addresses that `?data=` of the page's own address names, in order and absolute: what is
 * not absolute lies beside the page. Of `&`, an address within must write `%26`. One that cannot be fetched
 * refuses all, since they are imported together.
 */
export function readDataParameter({ href }: Pick<Location, 'href'>): AskedData {
  const page = new URL(href);
  const written = page.searchParams
    .getAll('data')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const read = v.safeParse(makeSchema(page), written, { abortEarly: true });
  return read.success
    ? { kind: 'addresses', urls: read.output.map((address) => new URL(address, page).href) }
    : { kind: 'refused', problem: read.issues[0].message };
}

function makeSchema(page: URL) {
  const address = v.pipe(
    v.string(),
    v.maxLength(
      maxCharacters,
      ({ input }) =>
        `An address after ?data= has ${input.length} characters: "${input.slice(0, 60)}…". ` +
        `At most ${maxCharacters} are taken. Download the file yourself and drop it here.`,
    ),
    v.check(
      (written) => /^https?:$/.test(resolve(written, page)?.protocol ?? ''),
      ({ input }) => {
        const url = resolve(input, page);
        const rule =
          url === undefined
            ? 'is not the address of a file'
            : `starts with ${url.protocol}, but only https: and http: can be fetched`;
        const shown = input.length > 60 ? `${input.slice(0, 60)}…` : input;
        return (
          `"${shown}" after ?data= ${rule}. Write it in full, such as ` +
          'https://example.com/btcusdt-1m.parquet, or beside this page, such as btcusdt-1m.parquet.'
        );
      },
    ),
  );
  return v.pipe(
    v.array(address),
    v.maxLength(
      maxAddresses,
      ({ input }) =>
        `This page's address names ${input.length} files after ?data=. At most ${maxAddresses} are ` +
        'taken at once. Put them into one zip, or open them in several steps.',
    ),
  );
}

function resolve(address: string, page: URL): URL | undefined {
  try {
    return new URL(address, page);
  } catch {
    return undefined;
  }
}
