import { describe, expect, it } from "vitest";
import { kindOfHead, wideEncoding } from "../../../core/import/file-kind.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, isLittleEndian: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), isLittleEndian);
  return bytes;
};
const bytes = (...values: number[]): Uint8Array =>
  new Uint8Array([...values, ...Array.from({ length: 60 }, () => 0xab)]);

describe("kindOfHead calls", () => {
  const tar = new Uint8Array(512);
  tar.set(utf8("ustar"), 257);
  it.each<[string, string, Uint8Array]>([
    ["an archive of meetings", "zip", bytes(0x50, 0x4b, 3, 4)],
    ["an empty archive", "zip", bytes(0x50, 0x4b, 5, 6)],
    ["7-Zip", "archive", bytes(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)],
    ["RAR", "archive", bytes(0x52, 0x61, 0x72, 0x21, 0x1a, 7)],
    ["gzip", "archive", bytes(0x1f, 0x8b, 8)],
    ["tar", "archive", tar],
    ["PDF", "document", utf8("%PDF-1.7\n…")],
    ["RTF", "document", utf8("{\\rtf1\\ansi Hello}")],
    ["old Word", "document", bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)],
    ["an object", "json", utf8(' \n{"format": 1}')],
    ["a list of objects", "json", utf8('\ufeff[ {"start": 0}]')],
    ["an object in UTF-16", "json", utf16('\ufeff{"format": 1}', true)],
    ["subtitles", "text", utf8("WEBVTT\n\n")],
    ["captions in brackets", "text", utf8("[Ann Lee] 10:00:02\nHello")],
    ["text in UTF-16, big end first", "text", utf16("Ann: Hello", false)],
    ["text of an old Windows program", "text", new Uint8Array([0x47, 0x72, 0xfc, 0xdf, 0x65])],
    ["MP3", "audio", bytes(0xff, 0xfb, 0x90, 0x00)],
    ["WAV", "audio", bytes(0x52, 0x49, 0x46, 0x46, 0x24, 0x08, 0, 0)],
    ["AMR, which begins with text", "audio", utf8("#!AMR\n<<<<")],
    ["a file without content", "audio", new Uint8Array()],
  ])("%s %s", (_, kind, head) => {
    expect(kindOfHead(head)).toBe(kind);
  });
});

it.each<[string, Uint8Array, string | null]>([
  ["its mark, little end first", utf16("\ufeffä", true), "utf-16le"],
  ["its mark, big end first", utf16("\ufeffä", false), "utf-16be"],
  ["the zeros of Latin text", utf16("Hello 会議", true), "utf-16le"],
  ["the zeros of Latin text, big end first", utf16("Hello", false), "utf-16be"],
  ["nothing in UTF-8", utf8("Hello 会議"), null],
])("wideEncoding finds UTF-16 by %s", (_, head, encoding) => {
  expect(wideEncoding(head)).toBe(encoding);
});
