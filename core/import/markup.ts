/** Plain text of the markup in subtitles and Word documents. */

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  lrm: "",
  rlm: "",
};

const entity = (whole: string, name: string): string => {
  const code = /^#x/i.test(name)
    ? Number.parseInt(name.slice(2), 16)
    : name.startsWith("#")
      ? Number.parseInt(name.slice(1), 10)
      : null;
  if (code === null) return NAMED[name.toLowerCase()] ?? whole;
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
};

const withEntities = (text: string): string =>
  text.replace(/&(#x?[\da-f]{1,6}|[a-z]{2,5});/gi, entity);

/** Tags of WebVTT and of what SubRip files borrow from HTML: a name or a time, or the end of one. */
const TAG = /<\/?(?:[a-z][^<>]*|\d[\d:.]*)>/gi;
/** Places and fonts of SubStation Alpha in SubRip: `{\an8}`. */
const OVERRIDE = /\{\\[^{}]*\}/g;

/** A line of a subtitle without tags, with its entities resolved. */
export const plainText = (line: string): string =>
  withEntities(line.replace(TAG, "").replace(OVERRIDE, "")).replace(/\s+/g, " ").trim();

/**
 * Text of a Word document, one line for each paragraph.
 * @param xml `word/document.xml`
 */
export const wordDocumentText = (xml: string): string =>
  Array.from(xml.matchAll(/<w:p(?:\s[^>]*)?>([^]*?)<\/w:p>/g), ([, paragraph = ""]) =>
    Array.from(
      paragraph.matchAll(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<w:(tab|br|cr)\b[^>]*>/g),
      ([, text, sign]) =>
        text === undefined ? (sign === "tab" ? "\t" : "\n") : withEntities(text),
    ).join(""),
  ).join("\n");
