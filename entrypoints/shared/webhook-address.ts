/** Where a webhook may be, and the permission it needs. */

/** Browsers trust these without TLS, and no request to them leaves this computer. */
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1"]);

/** @returns the address if requests may go there: over TLS, or to this computer; `null` otherwise */
export function parseWebhookAddress(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  // Chrome refuses requests with credentials in the address.
  if (url.username !== "" || url.password !== "") return null;
  if (url.protocol === "https:") return url;
  return url.protocol === "http:" && LOOPBACK.has(url.hostname) ? url : null;
}

/** @returns the pattern of permission for this origin alone */
export const originPattern = (url: URL): string => `${url.origin}/*`;
