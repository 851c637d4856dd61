/**
 * Returns the address that was typed, absolute, relative ones taken from `base`; or what is wrong with
 * it, for whoever typed it.
 */
export function readAddress(
  typed: string,
  base: string,
): { readonly url: string } | { readonly problem: string } {
  const text = typed.trim();
  if (text === '') return { problem: 'Type or paste an address.' };
  // "example.org/file.csv" is meant as an address of its own, "./file.csv" as one beside the page.
  const isHost = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text);
  const address = isHost ? `https://${text}` : text;
  if (!URL.canParse(address, base)) {
    return { problem: 'This is no address. It should look like https://host/file.' };
  }
  const url = new URL(address, base);
  const isSecure = url.protocol === 'https:' || url.origin === new URL(base).origin;
  if (isSecure || isLoopback(url)) return { url: url.href };
  return { problem: 'Only https addresses can be fetched; a browser blocks the others.' };
}

function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname);
}
