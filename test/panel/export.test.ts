import { describe, expect, it, vi } from "vitest";
import type { Meeting } from "../../core/meeting.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { deleteAudio } from "../../entrypoints/shared/delete-meeting.ts";
import { isAudioRead, keepAudio } from "../../entrypoints/shared/locks.ts";
import { tidyUp } from "../../entrypoints/shared/tidy-up.ts";
import { chromeNow } from "./support/chrome.ts";
import { downloads } from "./support/downloads.ts";
import {
  all,
  choose,
  click,
  held,
  one,
  openMenu,
  openPanel,
  openRecorder,
  spoken,
  store,
} from "./support/panel.ts";

const keep = (samples: Int16Array<ArrayBuffer>, extra = 0): void =>
  void chromeNow.files.set(
    "meetings/m/tab.pcm",
    new File([samples, new Uint8Array(extra)], "tab.pcm"),
  );

const items = (): string[] => all("menuitem").map((each) => each.textContent.trim());
const isOff = (item: string): boolean => one("menuitem", item).hasAttribute("data-disabled");

it("the menu offers every format", async () => {
  keep(new Int16Array(2));
  await store({ meetings: [held()], turns: [spoken()] });
  await openPanel();
  await openMenu("Export");
  expect(items()).toEqual([
    "Copy all",
    "Copy transcript",
    "Print…",
    "Word document",
    "Copy as Markdown",
    "WAV audio",
    "Small audio (Opus, 0 MB)",
    "Markdown notes",
    "Plain text",
    "SubRip subtitles (.srt)",
    "WebVTT subtitles (.vtt)",
    "JSON",
    "Everything (ZIP)",
  ]);
  expect(items().filter(isOff)).toEqual([]);
});

it("WAV is the audio on disk behind a header", async () => {
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

it("Markdown has the latest notes and the transcript", async () => {
  const note = { meetingId: "m", model: "claude" };
  await store({
    meetings: [held()],
    turns: [
      spoken({ text: "Hello *there*.", insight: "A greeting." }),
      spoken({ order: 1, startMs: 1, text: "Good morning.", insight: "Good morning." }),
      spoken({ order: 2, startMs: 2, text: "Let's go.", insight: "Task: None." }),
    ],
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
  expect(text?.match(/> Insight:.*/g)).toEqual(["> Insight: A greeting."]);
});

it("Markdown has notes under the name of their subject, questions apart, and unsupported points marked", async () => {
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
- It is not. *(Doesn’t say where this was said)*

## Decisions

None.

## Questions

### Why?

So. [0:00]
`);
});

const channel = (name: "tab" | "mic") => ({ name, transcribedSamples: 0 });
const keepMic = (...samples: number[]): void =>
  void chromeNow.files.set("meetings/m/mic.pcm", new File([Int16Array.from(samples)], "mic.pcm"));
const both = (change: Partial<Meeting> = {}): Meeting =>
  held({ channels: [channel("tab"), channel("mic")], ...change });

it("two channels are mixed into one WAV file, and files of earlier exports are removed", async () => {
  keep(new Int16Array([1, -2, 30_000]), 1);
  keepMic(10, 20, 30_000, 7);
  chromeNow.files.set("exports/old.wav", new File(["x"], "old.wav", { lastModified: 1 }));
  chromeNow.files.set("exports/new.wav", new File(["x"], "new.wav"));
  await store({ meetings: [both()] });
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
    expect(await isAudioRead()).toBe(true);
    vi.runAllTimers();
    await vi.waitFor(() => expect(exported()).toEqual(["exports/new.wav"]));
    expect(await isAudioRead()).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

it("audio stays on disk while a download reads it, whatever is deleted meanwhile", async () => {
  keep(new Int16Array([1, -2]));
  await store({ meetings: [held()] });
  const database = await openDatabase();
  const audioMayGo = await keepAudio();
  expect(await deleteAudio(database, "m")).toMatchObject({ ok: true });
  await tidyUp(database, DEFAULT_SETTINGS.library);
  expect(chromeNow.files.has("meetings/m/tab.pcm")).toBe(true);
  audioMayGo();
  await vi.waitFor(async () => expect(await isAudioRead()).toBe(false));
  await tidyUp(database, DEFAULT_SETTINGS.library);
  expect(chromeNow.files.has("meetings/m/tab.pcm")).toBe(false);
});

it("two channels are mixed while a transcription has their files for itself", async () => {
  keep(new Int16Array([1, -2]));
  keepMic(10, 20, 30);
  chromeNow.atWork.add("m");
  chromeNow.refusal = {
    of: "reads",
    error: new DOMException("held", "NoModificationAllowedError"),
  };
  await store({ meetings: [both()] });
  await openPanel();
  await choose("Export", "WAV audio");
  await vi.waitFor(() => expect(downloads).toHaveLength(1));
  expect(await samplesIn(downloads[0]?.blob as Blob)).toEqual([11, 18, 30]);
});

it("a single channel is exported under the name of its speaker", async () => {
  keep(new Int16Array([1, -2]));
  keepMic(10, 20, 30);
  await store({ meetings: [both({ names: { tab: "Ruth/R&D" } })] });
  await openPanel();
  await openMenu("Export");
  expect(items().slice(5, 8)).toEqual(["WAV audio", "WAV, only Ruth/R&D", "WAV, only You"]);
  await click("menuitem", "WAV, only Ruth/R&D");
  await choose("Export", "WAV, only You");
  expect(downloads.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^Weekly .* Ruth R&D\.wav$/),
    expect.stringMatching(/^Weekly .* You\.wav$/),
  ]);
  expect(await Promise.all(downloads.map(({ blob }) => samplesIn(blob)))).toEqual([
    [1, -2],
    [10, 20, 30],
  ]);
});

const samplesIn = async (wav: Blob): Promise<number[]> =>
  Array.from(new Int16Array(await wav.slice(44).arrayBuffer()));

it("channels without audio and subtitles without words are disabled", async () => {
  keep(new Int16Array(2));
  const note = { id: "1", meetingId: "m", model: "", createdAt: 1, markdown: "By hand." };
  await store({ meetings: [both()], turns: [spoken({ text: "" })], notes: [note] });
  await openPanel();
  await openMenu("Export");
  expect(items().filter(isOff)).toEqual([
    "Copy transcript",
    "WAV, only You",
    "SubRip subtitles (.srt)",
    "WebVTT subtitles (.vtt)",
  ]);
});

it.each([
  ["Plain text", "txt", "text/plain", "[0:00] Them: Hello *there*."],
  ["SubRip subtitles (.srt)", "srt", "application/x-subrip", "00:00:01,000\nThem: Hello *there*."],
  ["WebVTT subtitles (.vtt)", "vtt", "text/vtt", "<v Them>Hello *there*."],
])("%s is saved under its extension and type", async (item, extension, type, part) => {
  await store({ meetings: [held()], turns: [spoken({ text: "Hello *there*." })] });
  await openPanel();
  await choose("Export", item);
  const { name, blob } = downloads[0] ?? {};
  expect(name).toMatch(new RegExp(`^Weekly .*\\.${extension}$`));
  expect(blob?.type).toBe(type);
  expect(await blob?.text()).toContain(part);
});

it.each([
  ["Copy as Markdown", /^# Weekly\n[^]*\*\*0:00 Them:\*\* Hello\.\n$/],
  ["Copy all", /^Weekly\n[^]*\nTranscript\n\nThem: Hello\.$/],
  ["Copy transcript", /^Weekly\n[^]*\d\n\nThem: Hello\.$/],
])("%s shows a short confirmation", async (item, copied) => {
  await store({ meetings: [held()], turns: [spoken({ text: "Hello." })] });
  await openPanel();
  vi.useFakeTimers({ toFake: ["setTimeout"], shouldAdvanceTime: true });
  try {
    await openMenu("Export");
    one("menuitem", item).click();
    await vi.waitFor(() => expect(news()).toBe("Copied"));
    expect(chromeNow.clipboard).toMatch(copied);
    expect(downloads).toEqual([]);
    vi.advanceTimersByTime(10_000);
    await vi.waitFor(() => expect(news()).toBe(""));
  } finally {
    vi.useRealTimers();
  }
});

/** The live region beside the menu. */
const news = (): string | undefined =>
  one("button", "Export").parentElement?.querySelector("[aria-live=polite]")?.textContent;

it("a refused clipboard is reported", async () => {
  await store({ meetings: [held()], turns: [spoken()] });
  await openPanel();
  vi.spyOn(navigator.clipboard, "write").mockRejectedValue(
    new DOMException("Document is not focused.", "NotAllowedError"),
  );
  await choose("Export", "Copy all");
  expect(one("alert").textContent).toContain("did not let Earshot copy");
  expect(news()).toBe("");
});

it("copies have times once the user has chosen so, also in the next panel", async () => {
  await store({ meetings: [held()], turns: [spoken({ text: "Hello." })] });
  await openPanel();
  await choose("Export", "Copy transcript");
  await vi.waitFor(() =>
    expect(chromeNow.clipboardHtml).toContain("<strong>Them:</strong> Hello."),
  );
  await openMenu("Export");
  one("menuitemcheckbox", "With times").click();
  one("menuitem", "Copy transcript").click();
  await vi.waitFor(() =>
    expect(chromeNow.clipboardHtml).toContain("<strong>0:00 Them:</strong> Hello."),
  );
  expect(chromeNow.clipboard).toContain("0:00 Them: Hello.");
  await openPanel();
  await openMenu("Export");
  expect(one("menuitemcheckbox", "With times").getAttribute("aria-checked")).toBe("true");
});

it("Print opens a page for the meeting", async () => {
  await store({ meetings: [held()], turns: [spoken()] });
  await openPanel();
  await choose("Export", "Print…");
  expect(chromeNow.opened).toEqual(["chrome-extension://earshot/print.html#m"]);
});

it("a Word document is saved under its extension and type", async () => {
  await store({ meetings: [held()], turns: [spoken()] });
  await openPanel();
  await choose("Export", "Word document");
  await vi.waitFor(() => expect(downloads).toHaveLength(1));
  const { name, blob } = downloads[0] ?? {};
  expect(name).toMatch(/^Weekly .*\.docx$/);
  expect(blob?.type).toContain("wordprocessingml.document");
});

describe("a failed export is reported and leaves no file", () => {
  const exported = () => [...chromeNow.files.keys()].filter((path) => path.startsWith("exports"));
  const storeBoth = async (): Promise<void> => {
    keep(new Int16Array([1, -2]));
    keepMic(10, 20, 30);
    await store({ meetings: [both()], turns: [spoken()] });
  };
  const unreadable = (path: string): void => {
    const file = new File([new Int16Array(2)], "sound");
    const error = new DOMException("gone", "NotReadableError");
    vi.spyOn(file, "slice").mockReturnValue({
      arrayBuffer: () => Promise.reject(error),
      slice: () => ({ arrayBuffer: () => Promise.reject(error) }),
    } as unknown as Blob);
    chromeNow.files.set(path, file);
    chromeNow.refusal = { of: "reads", error };
  };

  it("if the disk is full", async () => {
    await storeBoth();
    await openPanel();
    chromeNow.refusal = { of: "writes", error: new DOMException("full", "QuotaExceededError") };
    await choose("Export", "WAV audio");
    expect(one("alert").textContent).toContain("There is no room on the disk");
    expect(downloads).toEqual([]);
    expect(exported()).toEqual([]);
    chromeNow.refusal = null;
    await choose("Export", "WAV audio");
    expect(one("alert").textContent).toBe("");
    expect(downloads).toHaveLength(1);
  });

  it.each(["WAV audio", "WAV, only You"])("if %s can’t be read", async (item) => {
    await storeBoth();
    unreadable("meetings/m/mic.pcm");
    await openPanel();
    await choose("Export", item);
    expect(one("alert").textContent).toContain("the sound can’t be read");
    expect(downloads).toEqual([]);
    expect(exported()).toEqual([]);
  });

  it("if the audio is gone", async () => {
    await storeBoth();
    await openPanel();
    chromeNow.files.clear();
    await choose("Export", "WAV audio");
    expect(one("alert").textContent).toContain("the sound can’t be read");
  });
});

it("Markdown has names, marks and consent, and no echo", async () => {
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

it("during a recording text can be exported, audio cannot", async () => {
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

it("audio can be exported as soon as the recording is saved", async () => {
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

it("audio of an interrupted meeting can be exported", async () => {
  keep(new Int16Array(2));
  await store({ meetings: [held({ state: "recording", durationMs: 0 })] });
  await openPanel();
  await openMenu("Export");
  expect(isOff("WAV audio")).toBe(false);
});

it("without a meeting the menu is disabled", async () => {
  await openPanel();
  expect(one("button", "Export").hasAttribute("disabled")).toBe(true);
});
