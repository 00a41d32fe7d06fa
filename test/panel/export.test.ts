import { beforeEach, expect, it, vi } from "vitest";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  choose,
  held,
  one,
  openMenu,
  openPanel,
  openRecorder,
  spoken,
  store,
} from "./support/panel.ts";

let downloads: { name: string; blob: Blob }[] = [];

beforeEach(() => {
  downloads = [];
  const blobs = new Map<string, Blob>();
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    const url = `blob:${blobs.size}`;
    blobs.set(url, blob as Blob);
    return url;
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    downloads.push({ name: this.download, blob: blobs.get(this.href) as Blob });
  });
});

const keep = (samples: Int16Array<ArrayBuffer>, extra = 0): void =>
  void chromeNow.files.set(
    "meetings/m/tab.pcm",
    new File([samples, new Uint8Array(extra)], "tab.pcm"),
  );

it("offers sound and notes", async () => {
  keep(new Int16Array(2));
  await store({ meetings: [held()], turns: [spoken()] });
  await openPanel();
  await openMenu("Export");
  expect(all("menuitem").map((each) => each.textContent.trim())).toEqual([
    "WAV audio",
    "Markdown notes",
    "JSON",
    "Everything (.zip)",
  ]);
});

it("exports the sound as it lies on disk, behind a header", async () => {
  keep(new Int16Array([1, -2, 3]), 1);
  await store({ meetings: [held({ title: "Q1/Q2: plan" })] });
  await openPanel();
  await choose("Export", "WAV audio");
  const { name, blob } = downloads[0] ?? {};
  expect(name).toMatch(/^Q1 Q2 plan \d{4}-\d\d-\d\d \d\d\.\d\d\.wav$/);
  expect(blob?.type).toBe("audio/wav");
  const bytes = new DataView((await blob?.arrayBuffer()) ?? new ArrayBuffer());
  expect(bytes.byteLength).toBe(44 + 6);
  expect(bytes.getUint32(40, true)).toBe(6);
  expect([44, 46, 48].map((at) => bytes.getInt16(at, true))).toEqual([1, -2, 3]);
});

it("exports the newest notes and the transcript as Markdown", async () => {
  const note = { meetingId: "m", model: "claude" };
  await store({
    meetings: [held()],
    turns: [spoken({ text: "Hello *there*.", insight: "A greeting." })],
    notes: [
      { ...note, id: "1", markdown: "Old.", createdAt: 1 },
      { ...note, id: "2", markdown: "New. [1]", createdAt: 2 },
    ],
  });
  await openPanel();
  await choose("Export", "Markdown notes");
  const { name, blob } = downloads[0] ?? {};
  expect(name).toMatch(/^Weekly .*\.md$/);
  expect(blob?.type).toBe("text/markdown");
  const text = await blob?.text();
  expect(text).toContain("# Weekly");
  expect(text).toContain("New. [0:00]");
  expect(text).not.toContain("Old.");
  expect(text).toContain("**0:00 Them:** Hello \\*there\\*.");
  expect(text).toContain("> Insight: A greeting.");
});

it("exports the notes of each subject by its name, questions apart, and marks what is not borne out", async () => {
  const note = { meetingId: "m", model: "claude", createdAt: 1 };
  const question = { type: "question", question: "Why?" } as const;
  const decisions = { type: "template", templateId: "decisions", name: "" } as const;
  await store({
    meetings: [held()],
    turns: [spoken()],
    notes: [
      { ...note, id: "1", markdown: "- It is. [1]\n- It is not." },
      { ...note, id: "2", subject: question, markdown: "So. [1]" },
      { ...note, id: "3", subject: decisions, markdown: "None." },
    ],
  });
  await openPanel();
  await choose("Export", "Markdown notes");
  expect(await downloads[0]?.blob.text()).toContain(`## Notes

- It is. [0:00]
- It is not. *(Not found in the transcript)*

## Decisions

None.

## Questions

### Why?

So. [0:00]
`);
});

it("exports two channels as one file to listen to, and cleans up behind itself", async () => {
  const channel = (name: "tab" | "mic") => ({ name, transcribedSamples: 0 });
  keep(new Int16Array([1, -2, 30_000]), 1);
  chromeNow.files.set(
    "meetings/m/mic.pcm",
    new File([new Int16Array([10, 20, 30_000, 7])], "mic.pcm"),
  );
  chromeNow.files.set("exports/old.wav", new File(["x"], "old.wav", { lastModified: 1 }));
  chromeNow.files.set("exports/new.wav", new File(["x"], "new.wav"));
  await store({ meetings: [held({ channels: [channel("tab"), channel("mic")] })] });
  await openPanel();
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    one("button", "Export").dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true }),
    );
    await vi.waitFor(() => one("menuitem", "WAV audio").click());
    await vi.waitFor(() => expect(downloads).toHaveLength(1));
    const { name, blob } = downloads[0] ?? {};
    expect(name).toMatch(/^Weekly .*\.wav$/);
    const bytes = new DataView((await blob?.arrayBuffer()) ?? new ArrayBuffer());
    expect(bytes.byteLength).toBe(44 + 8);
    expect(bytes.getUint32(40, true)).toBe(8);
    const samples = [44, 46, 48, 50].map((at) => bytes.getInt16(at, true));
    expect(samples).toEqual([11, 18, 32_533, 7]);
    const exported = () => [...chromeNow.files.keys()].filter((path) => path.startsWith("exports"));
    expect(exported()).toHaveLength(2);
    expect(exported()).not.toContain("exports/old.wav");
    vi.runAllTimers();
    await vi.waitFor(() => expect(exported()).toEqual(["exports/new.wav"]));
  } finally {
    vi.useRealTimers();
  }
});

it("exports names, marks and consent, and no echo", async () => {
  await store({
    meetings: [
      held({
        names: { tab: "Client" },
        consentAt: Date.UTC(2026, 10, 22, 9, 6),
        marks: [{ type: "bookmark", id: "b", atMs: 2_000, note: "Check" }],
      }),
    ],
    turns: [spoken({ text: "Hello." }), spoken({ order: 1, startMs: 1_000, text: "" })],
  });
  await openPanel();
  await choose("Export", "Markdown notes");
  const text = await downloads[0]?.blob.text();
  expect(text).toMatch(/Everyone knew of the recording\. Confirmed on November 22, 2026 at .*\./);
  expect(text).toContain("**0:00 Client:** Hello.\n\n*0:02 Bookmark: Check*\n");
  expect(text).not.toContain("0:01");
});

const isOff = (item: string): boolean => one("menuitem", item).hasAttribute("data-disabled");

it("keeps the sound back while it is being recorded, and gives the words", async () => {
  chromeNow.files.set("meetings/live/tab.pcm", new File([new Int16Array(2)], "tab.pcm"));
  await store({
    meetings: [held({ id: "live", state: "recording", durationMs: 0 })],
    turns: [spoken({ meetingId: "live" })],
  });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  await openMenu("Export");
  expect([isOff("WAV audio"), isOff("Markdown notes")]).toEqual([true, false]);
});

it("gives the sound as soon as it is saved", async () => {
  await store({ meetings: [held({ id: "live" })] });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  expect(one("button", "Export").hasAttribute("disabled")).toBe(true);
  chromeNow.files.set("meetings/live/tab.pcm", new File([new Int16Array(2)], "tab.pcm"));
  await recorder.state({ phase: "saved" });
  await openMenu("Export");
  expect([isOff("WAV audio"), isOff("Markdown notes")]).toEqual([false, true]);
});

it("gives the sound of a meeting that never ended properly", async () => {
  keep(new Int16Array(2));
  await store({ meetings: [held({ state: "recording", durationMs: 0 })] });
  await openPanel();
  await openMenu("Export");
  expect(isOff("WAV audio")).toBe(false);
});

it("offers nothing where there is nothing", async () => {
  await openPanel();
  expect(one("button", "Export").hasAttribute("disabled")).toBe(true);
});
