import { expect, it, vi } from "vitest";
import { madeZip } from "../meetings/made-zip.ts";
import { chromeNow } from "./support/chrome.ts";
import { downloads } from "./support/downloads.ts";
import { all, choose, click, one, openPanel, settle, store, held, text } from "./support/panel.ts";

const ZOOM = `WEBVTT

1
00:00:02.000 --> 00:00:04.000
Ann Lee: We ship on Friday.

2
00:00:05.000 --> 00:00:06.000
Bob: Who tells the customer?
`;

const vtt = (name = "2024-11-05 10.00 Weekly.vtt"): File => new File([ZOOM], name);

async function chooseFiles(...files: File[]): Promise<void> {
  await click("button", "Meetings");
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  Object.defineProperty(input, "files", { configurable: true, value: files });
  input?.dispatchEvent(new Event("change"));
  await settle();
}

interface Dragged {
  readonly files?: readonly File[];
  readonly folders?: readonly string[];
  /** Selected text is dragged instead. */
  readonly isText?: boolean;
}

/** Sends what the browser sends while something is dragged over the panel. */
function drag(type: string, { files = [], folders = [], isText = false }: Dragged = {}): Event {
  const items = [
    ...files.map((file) => ({
      kind: "file",
      getAsFile: () => file,
      webkitGetAsEntry: () => ({ isDirectory: false, name: file.name }),
    })),
    ...folders.map((name) => ({
      kind: "file",
      getAsFile: () => new File([], name),
      webkitGetAsEntry: () => ({ isDirectory: true, name }),
    })),
  ];
  const dataTransfer = { types: [isText ? "text/plain" : "Files"], items, dropEffect: "none" };
  const event = Object.assign(new Event(type, { cancelable: true, bubbles: true }), {
    dataTransfer,
    relatedTarget: null,
  });
  document.body.dispatchEvent(event);
  return event;
}

async function drop(what: Dragged): Promise<void> {
  drag("dragover", what);
  drag("drop", what);
  await settle();
}

it("an imported transcript opens as a meeting without audio, with its speakers and its date", async () => {
  await openPanel();
  await chooseFiles(vtt());
  expect(one("heading", "2024-11-05 10.00 Weekly").tagName).toBe("H1");
  expect(all("article").map((article) => article.textContent)).toEqual([
    expect.stringContaining("We ship on Friday."),
    expect.stringContaining("Who tells the customer?"),
  ]);
  expect(text()).toContain("Ann Lee");
  expect(text()).toMatch(/11\/5\/2024|Nov 5|5 Nov/);
  // Neither a player nor anything about audio that is missing or not transcribed.
  expect(all("slider")).toEqual([]);
  expect(text()).not.toMatch(/not transcribed|[Ss]ound|[Aa]udio/);
  expect(chromeNow.sent).toEqual([]);
});

it("the same transcript again is already here", async () => {
  await openPanel();
  await chooseFiles(vtt());
  await chooseFiles(vtt());
  expect(text()).toContain("1 already here.");
});

it("an imported transcript can be exported as text", async () => {
  await openPanel();
  await chooseFiles(vtt());
  await choose("Export", "Plain text");
  expect(await downloads[0]?.blob.text()).toContain("[0:02] Ann Lee: We ship on Friday.");
});

it("text without times says so", async () => {
  await openPanel();
  await chooseFiles(new File(["Ann: We ship.\nBob: Who tells them?"], "call.txt"));
  expect(text()).toContain("estimated times");
});

it.each<[string, File, string]>([
  [
    "text without a transcript",
    new File(["a,b\n1,2"], "a.csv"),
    "No transcript found in this file.",
  ],
  [
    "an archive that is no ZIP",
    new File([new Uint8Array([0x1f, 0x8b, 8, 0])], "a.tar.gz"),
    "Earshot opens ZIP archives only.",
  ],
  ["a PDF", new File(["%PDF-1.7"], "a.pdf"), "Earshot can’t read this document."],
  ["other JSON", new File(['{"a": 1}'], "a.json"), "It does not come from Earshot."],
])("%s is refused by its own name", async (_, file, sentence) => {
  await openPanel();
  await chooseFiles(file);
  expect(one("alert").textContent).toContain(sentence);
  expect(one("alert").textContent).not.toContain("as sound");
});

it("several files are imported, and those that can't be are named", async () => {
  await openPanel();
  await chooseFiles(vtt("one.vtt"), new File(["%PDF-1.7"], "report.pdf"), vtt("two.vtt"));
  expect(text()).toContain("2 imported, 1 refused.");
  expect(text()).toContain("report.pdf");
  expect(text()).toContain("Earshot can’t read this document.");
  expect(all("button", "Import…")).toHaveLength(1);
});

it("a transcript in UTF-16 is read", async () => {
  const bytes = new Uint8Array(2 + ZOOM.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, letter] of [...`\ufeff${ZOOM}`].entries())
    view.setUint16(index * 2, letter.charCodeAt(0), true);
  await openPanel();
  await chooseFiles(new File([bytes], "call.vtt"));
  expect(text()).toContain("Who tells the customer?");
});

it("the Word document of a Teams meeting is read", async () => {
  const paragraphs = ["Ann Lee   0:03", "We ship &amp; tell."].map(
    (line) => `<w:p w:rsidR="1"><w:r><w:t xml:space="preserve">${line}</w:t></w:r></w:p>`,
  );
  const xml = `<?xml version="1.0"?><w:document><w:body>${paragraphs.join("")}</w:body></w:document>`;
  const zip = madeZip([{ name: "word/document.xml", bytes: Buffer.from(xml), deflated: true }]);
  await openPanel();
  await chooseFiles(new File([zip as BlobPart], "call.docx"));
  await vi.waitFor(() => expect(text()).toContain("We ship & tell."));
  expect(text()).toContain("Ann Lee");
});

it("files dragged over the panel show where they can be dropped, and are imported", async () => {
  await store({ meetings: [held()] });
  await openPanel();
  expect(drag("dragover", { files: [vtt()] }).defaultPrevented).toBe(true);
  await settle();
  expect(text()).toContain("Drop to import");
  await drop({ files: [vtt()] });
  expect(text()).not.toContain("Drop to import");
  expect(one("heading", "2024-11-05 10.00 Weekly").tagName).toBe("H1");
});

it("the overlay goes when the files leave the panel", async () => {
  await openPanel();
  drag("dragover", { files: [vtt()] });
  await settle();
  drag("dragleave");
  await settle();
  expect(text()).not.toContain("Drop to import");
});

it("a dropped folder is refused in words, and the files beside it are imported", async () => {
  await openPanel();
  await drop({ folders: ["Calls"] });
  expect(one("alert").textContent).toContain("Folders can’t be imported.");
  await drop({ files: [vtt()], folders: ["Calls"] });
  expect(text()).toContain("1 imported, 1 refused.");
  expect(text()).toContain("Calls");
});

it("nothing is taken in the settings, where Chrome does not open the file either", async () => {
  await openPanel();
  await click("button", "Settings");
  expect(drag("dragover", { files: [vtt()] }).defaultPrevented).toBe(true);
  await settle();
  expect(text()).not.toContain("Drop to import");
  await drop({ files: [vtt()] });
  await click("button", "Meetings");
  expect(text()).not.toContain("2024-11-05");
});

it("dragged text is left to the field below", async () => {
  await openPanel();
  expect(drag("dragover", { isText: true }).defaultPrevented).toBe(false);
});
