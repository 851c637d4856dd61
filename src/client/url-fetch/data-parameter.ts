/**
 * Returns the addresses that `?data=` of the page's own address names, in order and absolute: what is
 * not absolute lies beside the page. Of `&`, an address within must write `%26`.
 *
 * Addresses that cannot be are returned as they stand, so that fetching them says so.
 */
export function readDataParameter({ href }: Pick<Location, 'href'>): readonly string[] {
  const page = new URL(href);
  return page.searchParams
    .getAll('data')
    .map((address) => address.trim())
    .filter((address) => address !== '')
    .map((address) => resolve(address, page));
}

function resolve(address: string, page: URL): string {
  try {
    return new URL(address, page).href;
  } catch {
    return address;
  }
}
