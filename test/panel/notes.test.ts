import { describe, expect, it, vi } from "vitest";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import type { NoteRequest } from "../../core/protocol/offscreen-requests.ts";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  articles,
  choose,
  click,
  held,
  one,
  openMenu,
  savedSettings,
  SETTINGS,
  spoken,
  text,
} from "./support/panel.ts";
import {
  asked,
  LIVE_MEETING,
  MEETING,
  note,
  openTab,
  question,
  STANDARD,
  template,
  work,
} from "./support/notes.ts";

const PICKER = "Notes shown: Meeting notes";
const request = { meetingId: "m", subject: STANDARD };
const stored = async () => listNotes(await openDatabase(), "m");

describe("the language", () => {
  const LABEL = "Language of notes: ";
  const storedLanguage = async () =>
    (await getMeeting(await openDatabase(), "m"))?.notesLanguage ?? null;
  const pick = async (now: string, name: string): Promise<void> => {
    await openMenu(LABEL + now);
    await click("menuitemradio", name);
  };

  it("is chosen for the meeting where notes are made, and is that of the settings until then", async () => {
    const notes = { ...SETTINGS.notes, language: "Welsh" };
    await openTab("Notes", MEETING, { ...SETTINGS, notes });
    await pick("Welsh", "German");
    expect(await storedLanguage()).toBe("German");
    expect(one("button", `${LABEL}German`).textContent).toContain("German");
    await pick("German", "The spoken language");
    expect(await storedLanguage()).toBe("");
    await pick("The spoken language", "As in Settings: Welsh");
    expect(await storedLanguage()).toBeNull();
    expect(savedSettings().notes.language).toBe("Welsh");
  });

  it("may be one that the list does not have", async () => {
    await openTab("Notes", { ...MEETING, meetings: [held({ notesLanguage: "Frisian" })] });
    await openMenu(`${LABEL}Frisian`);
    expect(one("menuitemradio", "Frisian").getAttribute("aria-checked")).toBe("true");
    expect(all("menuitemradio", "As in Settings: The spoken language")).toHaveLength(1);
    expect(all("menuitemradio", "The spoken language")).toEqual([]);
  });
});

describe("making", () => {
  it("requests the first chosen template, and shows progress and streamed text", async () => {
    const { tell, give } = await openTab("Notes");
    await click("button", "Summarize meeting");
    expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
    expect(text()).toContain("Summarizing…");
    await tell(work({ done: 2, parts: 8 }));
    expect(text()).toContain("Part 3 of 8");
    await tell(work({ done: 7, parts: 8, step: "joining" }));
    expect(text()).toContain("Putting the parts together");
    await tell(work({ markdown: "## Summary\n\n- It mo" }));
    expect(one("article", "Notes").textContent).toContain("It mo");
    expect(text()).not.toContain("Doesn’t say");
    await give(note({ model: "claude-sonnet" }));
    await tell();
    expect(one("article", "Notes").textContent).toContain("It moves.");
    expect(text()).toContain("claude-sonnet");
    expect(text()).toContain("Notes are there");
    expect(text()).not.toContain("Summarizing…");
    expect(one("button", "Summarize again")).toBeTruthy();
  });

  it("shows the job before the service worker has answered", async () => {
    const { tell } = await openTab("Notes");
    chromeNow.answer = () => new Promise(() => {});
    await click("button", "Summarize meeting");
    expect(text()).toContain("Summarizing…");
    expect(document.activeElement).not.toBe(document.body);
    await tell();
  });

  it("uses the first template of the settings", async () => {
    const own = { id: "own", name: "Risks", instructions: "List risks." };
    const notes = { ...SETTINGS.notes, chosen: ["own"], templates: [own] };
    await openTab("Notes", MEETING, { ...SETTINGS, notes });
    await click("button", "Summarize meeting");
    expect(asked()).toMatchObject([
      { request: { subject: { type: "template", templateId: "own", name: "Risks" } } },
    ]);
  });

  it("makes notes of other templates beside present ones", async () => {
    const { tell } = await openTab("Notes", { ...MEETING, notes: [note()] });
    await choose(PICKER, "Decisions");
    expect(asked()).toMatchObject([{ request: { subject: template("decisions") } }]);
    expect(one("button", "Notes shown: Decisions")).toBeTruthy();
    await tell(work({}, template("decisions")), work({}, template("email")));
    expect(text()).toContain("Making: Follow-up e-mail");
    expect(all("article", "Notes")).toEqual([]);
    await openMenu("Notes shown: Decisions");
    await click("menuitemradio", "Meeting notes");
    expect(one("article", "Notes").textContent).toContain("It moves.");
    expect(text()).toContain("Making: Decisions");
    await openMenu(PICKER);
    expect(all("menuitemradio").map((each) => each.textContent.trim())).toEqual([
      "Meeting notes",
      "Decisions",
      "Follow-up e-mail",
    ]);
    expect(all("menuitem").map((each) => each.textContent.trim())).not.toContain("Decisions");
  });

  it("can be cancelled", async () => {
    const { tell } = await openTab("Notes");
    await click("button", "Summarize meeting");
    await tell(work());
    await click("button", "Cancel");
    expect(asked().at(-1)).toEqual({ to: "background", type: "cancel-note", request });
    expect(one("button", "Summarize meeting").hasAttribute("disabled")).toBe(false);
    expect(text()).not.toContain("Summarizing…");
  });

  it("shows jobs of this meeting only, without questions", async () => {
    const { tell, give } = await openTab("Notes");
    await tell(work({}, STANDARD, { meetingId: "other" }));
    await give(note({ meetingId: "other" }));
    expect(one("button", "Summarize meeting")).toBeTruthy();
    await tell(work({}, question("Why?")));
    expect(one("button", "Summarize meeting")).toBeTruthy();
    expect(one("tabpanel").textContent).not.toContain("Why?");
  });

  it.each([
    ["no turns", []],
    ["turns without words", [spoken({ text: " " })]],
    ["a greeting", [spoken({ text: "Hello, can you all hear me?" })]],
  ])("is disabled with %s", async (_, turns) => {
    await openTab("Notes", { meetings: [held()], turns });
    expect(text()).toContain("Nothing to summarize yet");
    expect(one("button", "Summarize meeting").hasAttribute("disabled")).toBe(true);
    await click("button", "Summarize meeting");
    expect(asked()).toEqual([]);
  });
});

describe("one section", () => {
  const section = { noteId: "n", place: 0, title: "Summary", change: "shorter" };

  it("is changed from the menu at its heading, and the note stays meanwhile", async () => {
    const { tell } = await openTab("Notes", { ...MEETING, notes: [note()] });
    await choose("Section “Summary”", "Shorten");
    expect(asked()).toEqual([
      { to: "background", type: "make-note", request: { ...request, section } },
    ]);
    const running = { meetingId: "m", section } as Partial<NoteRequest>;
    await tell(work({ markdown: "- Sho" }, STANDARD, running));
    expect(one("article", "Notes").textContent).toContain("It moves.");
    await openMenu("Section “Summary”");
    expect(items()).toEqual(["Copy"]);
  });

  it("of sentences that were picked by rule can only be copied", async () => {
    await openTab("Notes", { ...MEETING, notes: [note({ model: "extractive" })] });
    await openMenu("Section “Summary”");
    expect(items()).toEqual(["Copy"]);
  });
});

const items = (): string[] => all("menuitem").map((each) => each.textContent.trim());

describe("a failure", () => {
  const failed = work({ problem: { reason: "notes-failed", detail: "The model is away." } });

  it("shows the reason and can be tried again", async () => {
    const { tell } = await openTab("Notes");
    await tell(failed);
    expect(text()).toContain("The notes could not be made. The transcript is kept.");
    expect(text()).toContain("The model is away.");
    await click("button", "Try again");
    expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
    expect(text()).not.toContain("could not be made");
    await click("tab", "Transcript");
    expect(articles()).toHaveLength(2);
  });

  it("keeps earlier notes, and can be dismissed", async () => {
    const { tell } = await openTab("Notes", { ...MEETING, notes: [note()] });
    await tell(failed);
    expect(one("article", "Notes").textContent).toContain("It moves.");
    await click("button", "Dismiss");
    expect(asked().at(-1)).toMatchObject({ type: "cancel-note", request });
    expect(text()).not.toContain("could not be made");
    expect(one("button", "Summarize again")).toBeTruthy();
  });

  it("of other notes is named, and opens on request", async () => {
    const { tell } = await openTab("Notes", { ...MEETING, notes: [note()] });
    await tell(work({ problem: failed.problem }, template("email")));
    expect(text()).toContain("Not made: Follow-up e-mail");
    await click("button", "Show");
    expect(text()).toContain("The notes could not be made.");
  });

  it("stays while other jobs run, until its own is repeated", async () => {
    const { tell } = await openTab("Notes");
    await tell(failed);
    await tell(work({}, template("email")));
    expect(text()).toContain("The notes could not be made.");
    await tell(work());
    await tell();
    expect(text()).not.toContain("could not be made");
  });

  it("of the request itself is shown", async () => {
    await openTab("Notes");
    chromeNow.answer = () => ({
      ok: false,
      problem: { reason: "worker-unreachable" },
    });
    await click("button", "Summarize meeting");
    expect(text()).toContain(
      "Check the network, and the Worker URL in Settings. The transcript is kept.",
    );
    expect(one("button", "Try again")).toBeTruthy();
  });
});

describe("during a recording", () => {
  it("live notes show the time they cover, and the next replace them", async () => {
    const { tell, give, record } = await openTab("Notes", LIVE_MEETING);
    await record();
    const live = { meetingId: "live", isLive: true };
    await give(note({ ...live, upToMs: 750_000 }));
    expect(text()).toContain("Live, up to 12:30");
    expect(all("button", "Edit notes")).toEqual([]);
    await tell(work({ markdown: "half" }, STANDARD, { ...live, isUnasked: true }));
    expect(one("article", "Notes").textContent).toContain("It moves.");
    await give(note({ ...live, id: "o", markdown: "- Next. [1]", upToMs: 800_000 }));
    expect(one("article", "Notes").textContent).toContain("Next.");
    expect(text()).not.toContain("Version");
  });

  it("requested notes are live notes", async () => {
    const { record } = await openTab("Notes", LIVE_MEETING);
    await record();
    await click("button", "Summarize meeting");
    expect(asked()).toMatchObject([{ request: { meetingId: "live", isLive: true } }]);
  });

  it("catch-up covers the last minutes", async () => {
    const { record, give } = await openTab("Notes", LIVE_MEETING);
    expect(all("button", "Catch me up")).toEqual([]);
    await record();
    await choose("Catch me up", "Last 10 minutes");
    const subject = { type: "catch-up", minutes: 10 } as const;
    expect(asked()).toMatchObject([{ request: { meetingId: "live", subject } }]);
    expect(asked()[0]?.request.isLive).toBeUndefined();
    await give(note({ meetingId: "live", subject, markdown: "## What you missed\n\n- All. [1]" }));
    expect(one("article", "Notes").textContent).toContain("What you missed");
    expect(one("button", "Notes shown: Last 10 minutes")).toBeTruthy();
  });
});

describe("versions", () => {
  const versions = [
    note({ id: "1", markdown: "First. [1]", model: "one", createdAt: 1 }),
    note({ id: "2", markdown: "Second. [2]", model: "two", createdAt: 2 }),
  ];
  const shown = () => one("article", "Notes").querySelector(".markdown")?.textContent;

  it("are shown latest first, and can be browsed", async () => {
    const { give } = await openTab("Notes", { ...MEETING, notes: versions });
    expect(shown()).toContain("Second.");
    expect(text()).toContain("Version 2 of 2");
    await click("button", "Older version");
    expect(shown()).toContain("First.");
    expect(one("article", "Notes").textContent).toContain("one · ");
    expect(one("button", "Older version").hasAttribute("disabled")).toBe(true);
    await click("button", "Newer version");
    expect(shown()).toContain("Second.");
    await click("button", "Older version");
    await give(note({ id: "3", markdown: "Third." }));
    expect(shown()).toContain("Third.");
  });

  it("are compared with the version before, with words for screen readers", async () => {
    await openTab("Notes", {
      ...MEETING,
      notes: [
        note({ id: "1", markdown: "- It moves to the twelfth. [1]\n- Kept.", createdAt: 1 }),
        note({ id: "2", markdown: "- It moves to the nineteenth. [1]\n- Kept.", createdAt: 2 }),
      ],
    });
    await click("button", "Compare with the version before");
    const comparison = one("region", "Changes since the version before");
    const texts = (selector: string) =>
      [...comparison.querySelectorAll(selector)].map((each) => each.textContent);
    expect(texts("del")).toEqual(["Removed:- It moves to the twelfth. (0:05)"]);
    expect(texts("ins")).toEqual(["Added:- It moves to the nineteenth. (0:05)"]);
    expect(texts("mark")).toEqual(["twelfth", "nineteenth"]);
    expect(texts("p:not([aria-hidden])").at(-1)).toBe("- Kept.");
    await click("button", "Older version");
    expect(all("region", "Changes since the version before")).toEqual([]);
    expect(shown()).toContain("twelfth");
    expect(one("button", "Compare with the version before").hasAttribute("disabled")).toBe(true);
  });

  it("can be taken up again as the latest version", async () => {
    await openTab("Notes", { ...MEETING, notes: versions });
    expect(all("button", "Use this version")).toEqual([]);
    await click("button", "Older version");
    await click("button", "Use this version");
    expect(text()).toContain("Version 3 of 3");
    expect(shown()).toContain("First.");
    expect((await stored()).at(-1)).toMatchObject({ model: "one" });
    expect((await stored()).at(-1)?.isEdited).toBeUndefined();
  });

  it("are deleted one by one after a confirmation", async () => {
    await openTab("Notes", { ...MEETING, notes: versions });
    await click("button", "Delete this version");
    await click("button", "Cancel");
    expect(await stored()).toHaveLength(2);
    await click("button", "Delete this version");
    await click("button", "Delete");
    expect(text()).not.toContain("Notes are there");
    expect((await stored()).map(({ id }) => id)).toEqual(["1"]);
    expect(shown()).toContain("First.");
    await click("button", "Delete this version");
    await click("button", "Delete");
    expect(one("button", "Summarize meeting")).toBeTruthy();
  });

  it("are copied with title and marks, formatted and as text", async () => {
    const markdown = "## Summary\n\n- It moves to the 20th. [1]";
    await openTab("Notes", { ...MEETING, notes: [note({ markdown })] });
    await click("button", "Copy notes");
    await vi.waitFor(() => expect(text()).toContain("Copied"));
    expect(chromeNow.clipboard).toMatch(
      /^Weekly\n[^]*\n\nSummary\n\n- It moves to the 20th\. \(Number not said there: 20\)$/,
    );
    expect(chromeNow.clipboardHtml).toMatch(
      /^<h1>Weekly<\/h1>[^]*<li>It moves to the 20th\. <em>\(Number not said there: 20\)<\/em><\/li>/,
    );
  });

  it("are copied with times if the user has chosen so", async () => {
    await openTab("Notes", { ...MEETING, notes: [note()] });
    await click("button", "With times");
    await click("button", "Copy notes");
    await vi.waitFor(() => expect(chromeNow.clipboard).toMatch(/- It moves\. \[0:05\]\[1:05\]$/));
    expect(one("button", "With times").getAttribute("aria-pressed")).toBe("true");
  });

  it("are copied with the user's own lines", async () => {
    const ownLines = [{ id: "a", atMs: 0, text: "launch?" }];
    const notes = [note({ ownPoints: [] })];
    await openTab("Notes", { ...MEETING, meetings: [held({ ownLines })], notes });
    await click("button", "Copy notes");
    await vi.waitFor(() => expect(chromeNow.clipboard).toMatch(/My notes\n\n- launch\?/));
  });

  it("are copied by section", async () => {
    const markdown = "## Summary\n\nIt moves. [1]\n\n## Decisions\n\nNone.";
    await openTab("Notes", { ...MEETING, notes: [note({ markdown })] });
    await choose("Section “Decisions”", "Copy");
    await vi.waitFor(() => expect(chromeNow.clipboard).toMatch(/\n\nDecisions\n\nNone\.$/));
    expect(chromeNow.clipboard).not.toContain("It moves");
  });

  it("show that the end is missing", async () => {
    await openTab("Notes", { ...MEETING, notes: [note({ isCutOff: true })] });
    expect(text()).toContain("The notes end early");
  });

  it("that arrive twice are shown once", async () => {
    const { give, tell } = await openTab("Notes", { ...MEETING, notes: [note()] });
    await give(note());
    await tell();
    expect(text()).not.toContain("Version");
  });
});

describe("cost", () => {
  const usage = {
    speechSeconds: 2_450,
    models: { claude: { inputTokens: 12_000, outputTokens: 300 } },
  };
  const UNSTATED = { inputTokens: 0, outputTokens: 0, isIncomplete: true } as const;
  const config = (prices: object | undefined) => ({
    name: "you",
    version: "1",
    region: "us",
    notes: { default_model: "claude", models: [], max_tokens: 1 },
    limits: { max_session_duration_seconds: 1, max_chat_bytes: 1 },
    ...(prices && { prices }),
  });
  const PRICES = {
    speech_per_hour: { "u3-rt-pro": 0.45 },
    models: { claude: { input: 3, output: 15 } },
  };

  it.each([
    ["is estimated", PRICES, "About $0.35 so far, an estimate: speech 41 min, 12,300 tokens"],
    [
      "has no price without prices of the Worker",
      undefined,
      "Used so far: speech 41 min, 12,300 tokens",
    ],
    [
      "is at least what is known if the price of a model is missing",
      { ...PRICES, models: {} },
      "At least $0.31 so far, an estimate: speech 41 min, 12,300 tokens",
    ],
    [
      "has no price if no price is known",
      { speech_per_hour: {}, models: {} },
      "Used so far: speech 41 min, 12,300 tokens",
    ],
  ])("%s", async (_, prices, sentence) => {
    const fetched = vi
      .spyOn(globalThis, "fetch")
      .mockImplementation(async () => Response.json(config(prices)));
    await openTab("Notes", { ...MEETING, meetings: [held({ usage })] });
    expect(text()).toContain(sentence);
    expect(fetched.mock.calls.map(([url]) => String(url))).toEqual([
      "https://worker.example/v1/config",
    ]);
  });

  it.each([
    ["At least $0.35", PRICES],
    ["About $0.47", { ...PRICES, speaker_labels_per_hour: 0.18 }],
  ])("with speaker labels is %s", async (sentence, prices) => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(config(prices)));
    const labelled = { ...usage, speakerLabelSeconds: 2_450 };
    await openTab("Notes", { ...MEETING, meetings: [held({ usage: labelled })] });
    expect(text()).toContain(sentence);
  });

  const unstated = { ...usage, models: { ...usage.models, gpt: UNSTATED } };
  const cheap = { speechSeconds: 9, models: { gpt: UNSTATED } };

  it.each([
    [
      "the least cost",
      unstated,
      PRICES,
      "At least $0.35 so far, an estimate: speech 41 min, 12,300 tokens",
    ],
    [
      "the least usage without prices",
      unstated,
      undefined,
      "Used so far, at least: speech 41 min, 12,300 tokens",
    ],
    ["the least usage below a cent", cheap, PRICES, "Used so far, at least: speech 1 min"],
    ["no zero", { speechSeconds: 0, models: { gpt: UNSTATED } }, PRICES, "Used so far: unknown"],
  ])("of a reply that did not state its tokens shows %s", async (_, used, prices, sentence) => {
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(config(prices)));
    await openTab("Notes", { ...MEETING, meetings: [held({ usage: used })] });
    expect(text()).toContain(sentence);
  });

  it("is not requested without usage", async () => {
    const fetched = vi.spyOn(globalThis, "fetch");
    await openTab("Notes");
    expect(text()).not.toContain("so far:");
    expect(fetched).not.toHaveBeenCalled();
  });
});
