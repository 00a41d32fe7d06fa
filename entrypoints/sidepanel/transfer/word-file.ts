/** The Word document of a meeting, loaded only when one is exported. */

import { crc32 } from "../../../core/archive/zip.ts";
import type { DocumentSource, DocumentWords } from "../../../core/export/document.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import { oneLine } from "../../../core/export/one-line.ts";
import { meetingBlocks } from "../../../core/export/rich/meeting-blocks.ts";
import { wordParts } from "../../../core/export/word/package.ts";
import type { ExportedFile } from "./download-file.ts";

const TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

export async function wordFile(
  source: DocumentSource,
  words: DocumentWords,
): Promise<ExportedFile> {
  const { title, startedAt } = source.meeting;
  const blocks = meetingBlocks(source, words, { part: { type: "all" }, hasTimes: true });
  const parts = wordParts(blocks, {
    title: oneLine(title) || words.untitled,
    createdAt: startedAt,
  });
  const encoder = new TextEncoder();
  const entries = parts.map(({ name, xml }) => packed(name, encoder.encode(xml)));
  return {
    blob: new Blob(zipped(await Promise.all(entries)), { type: TYPE }),
    name: exportFileName(title, startedAt, "docx"),
  };
}

interface Entry {
  readonly name: Uint8Array<ArrayBuffer>;
  readonly crc: number;
  readonly size: number;
  readonly deflated: Uint8Array<ArrayBuffer>;
}

async function packed(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Entry> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return {
    name: new TextEncoder().encode(name),
    crc: crc32(bytes),
    size: bytes.length,
    deflated: new Uint8Array(await new Response(stream).arrayBuffer()),
  };
}

/**
 * A ZIP archive whose local headers have all sizes (APPNOTE 4.3.7). `client-zip` leaves them to a descriptor behind each entry, and some
 * readers of documents refuse such an entry.
 */
function zipped(entries: readonly Entry[]): Uint8Array<ArrayBuffer>[] {
  const files: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, deflated } = entry;
    const local = fields([4, 0x0403_4b50], ...factsOf(entry));
    files.push(local, name, deflated);
    // Written by version 2.0; comment, disk and attributes are empty.
    directory.push(
      fields(
        [4, 0x0201_4b50],
        [2, 20],
        ...factsOf(entry),
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset],
      ),
      name,
    );
    offset += local.length + name.length + deflated.length;
  }
  const bytes = directory.reduce((sum, { length }) => sum + length, 0);
  const count = entries.length;
  const end = fields(
    [4, 0x0605_4b50],
    [4, 0],
    [2, count],
    [2, count],
    [4, bytes],
    [4, offset],
    [2, 0],
  );
  return [...files, ...directory, end];
}

/** A number of 2 or 4 bytes. */
type Field = readonly [size: 2 | 4, value: number];

const DEFLATE = 8;
/** 1 January 1980: the same meeting gives the same file. */
const DATE = 0x21;

/** What the local header and the directory have in common (APPNOTE 4.3.7), without an extra field. */
const factsOf = ({ name, crc, size, deflated }: Entry): readonly Field[] => [
  [2, 20],
  [2, 0],
  [2, DEFLATE],
  [2, 0],
  [2, DATE],
  [4, crc],
  [4, deflated.length],
  [4, size],
  [2, name.length],
  [2, 0],
];

function fields(...values: readonly Field[]): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(values.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) bytes.setUint16(at, value, true);
    else bytes.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(bytes.buffer);
}
