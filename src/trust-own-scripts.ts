interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

/**
 * Lets workers start from scripts of this page's own origin, and from nowhere else, where the policy asks for trusted
 * types (`require-trusted-types-for`): each `new Worker(url)` and the service worker's registration come here. Text
 * that would become markup or code stays refused, since this policy makes none.
 */
export function trustOwnScripts(origin: string): void {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  // A browser without trusted types ignores that part of the policy, too.
  trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, origin).origin === origin) return url;
      throw new TypeError(`scripts: must come from ${origin}, was ${url}`);
    },
  });
}
