/** Tells from its first bytes how a file comes in. Names mislead: people rename files, and many have no extension. */

/**
 * `zip`: an archive of meetings or a Word document. `json`: a meeting, or a transcript as JSON. `archive`: one that is not ZIP.
 * `document`: text that is packed in a way Earshot can't read. `audio`: everything else, also an empty file.
 */
export type FileKind = "zip" | "json" | "text" | "archive" | "document" | "audio";

export const HEAD_BYTES = 4_096;

/** @param head the first `HEAD_BYTES`, or the whole file if it is shorter */
export function kindOfHead(head: Uint8Array): FileKind {
  if (head.length === 0) return "audio";
  const start = latin1(head.subarray(0, 300));
  if (ZIP.some((mark) => start.startsWith(mark))) return "zip";
  if (ARCHIVES.some((mark) => start.startsWith(mark)) || start.startsWith("ustar", TAR_AT))
    return "archive";
  if (DOCUMENTS.some((mark) => start.startsWith(mark))) return "document";
  const text = AUDIO.some((mark) => start.startsWith(mark)) ? null : headText(head);
  if (text === null) return "audio";
  return /^\s*(?:\{|\[\s*[{\]])/.test(text) ? "json" : "text";
}

/** The header of a local file, or the end of an empty archive (APPNOTE 4.3.7, 4.3.16). */
const ZIP = ["PK\u0003\u0004", "PK\u0005\u0006"];
/** 7-Zip, RAR, gzip, bzip2, xz and Zstandard. */
const ARCHIVES = [
  "7z\u00bc\u00af\u0027\u001c",
  "Rar!\u001a\u0007",
  "\u001f\u008b",
  "BZh",
  "\u00fd7zXZ\u0000",
  "\u0028\u00b5\u002f\u00fd",
];
const TAR_AT = 257;
/** PDF, RTF, and the documents of Office before 2007. */
const DOCUMENTS = ["%PDF-", "{\\rtf", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"];

/** Formats of telephones that begin with a line of text: AMR and SILK. */
const AUDIO = ["#!AMR", "#!SILK"];

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

export type WideEncoding = "utf-16le" | "utf-16be";

/**
 * UTF-16 begins with a mark, or without one every second byte of its Latin letters and signs is 0.
 * @returns `null` for encodings of single bytes, such as UTF-8
 */
export function wideEncoding(head: Uint8Array): WideEncoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = [0, 0];
  for (const [index, byte] of head.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const isMuch = (count: number): boolean => count > head.length / 5;
  if (isMuch(odd) && even === 0) return "utf-16le";
  return isMuch(even) && odd === 0 ? "utf-16be" : null;
}

/** Control characters that occur in text: tab, line feeds, form feed and escape. */
const IN_TEXT: ReadonlySet<number> = new Set([9, 10, 12, 13, 27]);
const isForeign = (code: number): boolean => (code < 32 && !IN_TEXT.has(code)) || code === 127;

/** The beginning of a text, with letters beyond ASCII as they come; `null` if it is none. */
function headText(head: Uint8Array): string | null {
  const wide = wideEncoding(head);
  const text = wide === null ? latin1(head) : wideText(head, wide === "utf-16le");
  const isText = ![...text].some((letter) => isForeign(letter.charCodeAt(0)));
  return !isText ? null : text.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, "");
}

function wideText(head: Uint8Array, isLittleEndian: boolean): string {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return Array.from({ length: head.length >> 1 }, (_, index) =>
    String.fromCharCode(view.getUint16(index * 2, isLittleEndian)),
  ).join("");
}
