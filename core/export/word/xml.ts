/** Pieces of XML for Word documents. */

import { escapeMarkup } from "../../text/escape-markup.ts";

/** Characters that XML 1.0 has no place for (production 2), even written as references. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export const escapeXml = (words: string): string =>
  escapeMarkup(words.toWellFormed().replace(NOT_XML, ""));

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** A tag with only `w:val`, or with nothing. */
export const property = (name: string, value?: string | number): string =>
  value === undefined ? `<w:${name}/>` : `<w:${name} w:val="${value}"/>`;

/** Longest address that Word opens. */
const MOST_ADDRESS = 2_000;

/** Hosts in ASCII only: Word refuses a whole document for an address that it can't read. */
const ADDRESS = /^(?:https?:\/\/[\w.-]+(?::\d{1,5})?(?:[/?#]|$)|mailto:[\w.+%-]+@[\w.-]+(?:\?|$))/i;

/** @returns the address as a valid URI (RFC 3986), or `null` if it can't be one */
export function linkTarget(href: string): string | null {
  if (!ADDRESS.test(href)) return null;
  const [before = "", ...fragments] = href.toWellFormed().split("#");
  const fragment = fragments.length === 0 ? "" : `#${fragments.join("%23")}`;
  const target = (before + fragment)
    .replace(/%(?![0-9a-f]{2})/gi, "%25")
    .replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/gu, encodeURIComponent);
  return target.length > MOST_ADDRESS ? null : target;
}
