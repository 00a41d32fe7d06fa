/** Word documents, read by a reader of another project and by the rules of the format. */

import mammoth from "mammoth";
import { describe, expect, it } from "vitest";
import { unzip } from "unzipit";
import type { DocumentSource } from "../../../core/export/document.ts";
import type { Note } from "../../../core/meeting.ts";
import { wordFile } from "../../../entrypoints/sidepanel/transfer/word-file.ts";
import { held, spoken } from "../spoken.ts";
import { SAMPLE, WORDS } from "./sample-meeting.ts";

const NOTE: Note = { id: "n", meetingId: "m", markdown: "", model: "claude", createdAt: 0 };

const wordOf = (change: Partial<DocumentSource>) =>
  wordFile({ meeting: held(), durationMs: 65_000, turns: [], notes: [], ...change }, WORDS);

/** What mammoth reads, as HTML without the anchors that it adds. */
async function read(change: Partial<DocumentSource>): Promise<string> {
  const { blob } = await wordOf(change);
  const { value, messages } = await mammoth.convertToHtml({
    buffer: Buffer.from(await blob.arrayBuffer()),
  });
  expect(messages.filter(({ type }) => type === "error")).toEqual([]);
  return value;
}

/** Without marks, which all these statements get. */
const noted = async (markdown: string): Promise<string> =>
  (await read({ notes: [{ ...NOTE, markdown }] })).replaceAll(" <em>(no-citation)</em>", "");

async function partsOf(change: Partial<DocumentSource>): Promise<ReadonlyMap<string, string>> {
  const { blob } = await wordOf(change);
  const { entries } = await unzip(await blob.arrayBuffer());
  const texts = Object.entries(entries).map(
    async ([name, entry]) => [name, await entry.text()] as const,
  );
  return new Map(await Promise.all(texts));
}

describe("a reader of Word documents reads", () => {
  it("title, headings, bold, italic, code, links and crossed-out words", async () => {
    const html = await noted(
      "## Plan\n\n**Bold** and *italic*, ~~gone~~, `code`, [budget](https://example.com/a_b?c=1&d=2).",
    );
    expect(html).toMatch(
      /^<h1>Weekly<\/h1><p>22 November 2026 at 10:05 · 1:05<br \/>Everyone knew\.<\/p>/,
    );
    expect(html).toContain("<h2>Notes</h2><h3>Plan</h3>");
    expect(html).toContain(
      '<strong>Bold</strong> and <em>italic</em>, <s>gone</s>, code, <a href="https://example.com/a_b?c=1&amp;d=2">budget</a>.',
    );
  });

  it("lists in lists, and each numbered list from its own number", async () => {
    const html = await noted("- a\n  1. b\n  2. c\n- d\n\nText.\n\n1. e\n\nText.\n\n7. f");
    expect(html).toContain("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d");
    const numbering = (
      await partsOf({ notes: [{ ...NOTE, markdown: "1. e\n\nText.\n\n7. f" }] })
    ).get("word/numbering.xml");
    expect(numbering?.match(/<w:num w:numId="\d"/g)).toHaveLength(3);
    expect(numbering).toContain('<w:startOverride w:val="7"/>');
  });

  it("tables and check boxes", async () => {
    const html = await noted(
      "| Who | What |\n| --- | --- |\n| Ruth | **all** |\n\n- [ ] open\n- [x] done",
    );
    expect(html).toContain(
      "<table><thead><tr><th><p><strong>Who</strong></p></th><th><p><strong>What</strong></p></th></tr></thead>" +
        "<tbody><tr><td><p>Ruth</p></td><td><p><strong>all</strong></p></td></tr></tbody></table>",
    );
    expect(html).toContain("<p>☐ open</p><p>☑ done</p>");
  });

  it("who said what, with times, marks of the meeting and marks of the check", async () => {
    const html = await read(SAMPLE);
    expect(html).toContain("budget</a> <em>(no-citation)</em></p></td>");
    expect(html).toContain("<h2>Transcript</h2>");
    expect(html).toContain("<p><strong>1:00 You:</strong> So we agree.</p>");
    expect(html).toContain("<p><em>0:20 Bookmark: *Returns*: ask why</em></p>");
    expect(html).toContain("Ruth: “R&amp;D” &lt;ruth@example.com&gt;, You");
  });
});

it("words that are written from right to left are marked in paragraph and run", async () => {
  const parts = await partsOf({ turns: [spoken({ text: "בסדר גמור" })] });
  expect(parts.get("word/document.xml")).toMatch(
    /<w:p><w:pPr><w:bidi\/><\/w:pPr>.*<w:rPr><w:rtl\/><\/w:rPr><w:t xml:space="preserve"> בסדר גמור<\/w:t>/,
  );
});

it.each([
  ["https://example.com/a b?q=[1]", "https://example.com/a%20b?q=%5B1%5D"],
  ["https://example.com/100%", "https://example.com/100%25"],
  ["https://example.com/ü#a#b", "https://example.com/%C3%BC#a%23b"],
  ["https://[x", null],
  [`https://example.com/${"a".repeat(3_000)}`, null],
])("the link %s is one that Word can open, or none", async (href, target) => {
  const parts = await partsOf({ notes: [{ ...NOTE, markdown: `[words](<${href}>)` }] });
  const targets = [
    ...(parts.get("word/_rels/document.xml.rels") ?? "").matchAll(/Target="(http[^"]*)"/g),
  ];
  expect(targets.map(([, found]) => found)).toEqual(target === null ? [] : [target]);
  expect(parts.get("word/document.xml")).toContain(">words</w:t>");
});

it("a table with more columns than a note may have is its own text", async () => {
  const row = `|${"a|".repeat(70)}`;
  const html = await noted(`${row}\n|${"-|".repeat(70)}\n${row}`);
  expect(html).not.toContain("<table>");
  expect(html).toContain("<p>|a|a|a");
});

const HOSTILE = [
  "\u0000\u0001\b\u000b\u001f\u007f\u0085",
  "\ud800 lone \udc00",
  "\ufffe\uffff",
  "]]></w:t><w:p> <!-- --> <?xml ?> & \" ' &amp; &#0;",
  "👩‍💻🏳️‍🌈 e\u0301 \u202egnp.exe",
  "سلام שלום 会議",
];

it.each(HOSTILE)("a document of %j is well-formed and loses no letter", async (hostile) => {
  const words = `a${hostile}z`;
  const meeting = held({ title: words, ownLines: [{ id: "a", atMs: 0, text: words }] });
  const notes = [{ ...NOTE, markdown: `# ${words}\n\n- ${words}\n\n\`\`\`\n${words}\n\`\`\`` }];
  const html = await read({ meeting, turns: [spoken({ text: words })], notes });
  expect(html.match(/a[^<>]*z/g)?.length).toBeGreaterThanOrEqual(4);
  const parts = await partsOf({ meeting, turns: [spoken({ text: words })], notes });
  for (const xml of parts.values())
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
});

it("ten thousand turns stay a small file", async () => {
  const turns = Array.from({ length: 10_000 }, (_, order) =>
    spoken({ order, startMs: order * 1_000, text: `Turn ${order} is said.` }),
  );
  const { blob, name } = await wordOf({ turns });
  expect(name).toMatch(/^Weekly .*\.docx$/);
  expect(blob.size).toBeLessThan(300_000);
  expect(await read({ turns })).toContain("<strong>2:46:39 Ruth");
}, 20_000);

it("each entry of the file has its sizes before its bytes", async () => {
  const { blob } = await wordOf({});
  const bytes = new DataView(await blob.arrayBuffer());
  expect(bytes.getUint32(0, true)).toBe(0x0403_4b50);
  expect(bytes.getUint16(6, true)).toBe(0);
  expect(bytes.getUint32(18, true)).toBeGreaterThan(0);
});
