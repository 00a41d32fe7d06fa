/** Names of speakers: suggested by what was said, offered from earlier meetings, and the user's own. */

import { describe, expect, it } from "vitest";
import type { Meeting, Turn } from "../../core/meeting.ts";
import type { CaptureSettings } from "../../core/settings/settings.ts";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import {
  all,
  click,
  held,
  one,
  openPanel,
  savedSettings,
  settle,
  spoken,
  store,
  withCapture,
} from "./support/panel.ts";

const TURNS = [
  spoken({ speaker: "A", text: "That is the report.", endMs: 4_000 }),
  spoken({ order: 1, startMs: 5_000, endMs: 9_000, speaker: "B", text: "Thanks, Michael." }),
  spoken({ order: 2, startMs: 10_000, endMs: 14_000, speaker: "C", text: "Good." }),
];

async function open(
  change: Partial<Meeting> = {},
  {
    turns = TURNS,
    capture = {},
  }: { turns?: readonly Turn[]; capture?: Partial<CaptureSettings> } = {},
): Promise<void> {
  await store({ meetings: [held(change)], turns });
  await openPanel(withCapture(capture));
}

const stored = async () => getMeeting(await openDatabase(), "m");
const names = async () => (await stored())?.names ?? {};
const offers = () =>
  all("region", "Suggestion").map((each) => each.querySelector("p")?.textContent.trim());
const speakers = () =>
  [...one("log").querySelectorAll(".speaker")].map(({ textContent }) => textContent.trim());
const chips = () =>
  [...one("log").querySelectorAll(".names button")].map(({ textContent }) => textContent.trim());

async function rename(from: string, to: string): Promise<void> {
  all("button", from)[0]?.click();
  await settle();
  const field = one("textbox", "Name") as HTMLInputElement;
  field.value = to;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }),
  );
  await settle();
}

describe("a name that was said", () => {
  it("is suggested with its turn, and given by Yes", async () => {
    await open();
    expect(offers()).toEqual([expect.stringMatching(/^Is Speaker A “Michael”\?\s+0:05$/)]);
    expect(one("button", "Go to 0:05 in the transcript").title).toBe("Thanks, Michael.");
    expect(await names()).toEqual({});
    await click("button", "Yes");
    expect(await names()).toEqual({ "tab A": "Michael" });
    expect(speakers()).toEqual(["Michael", "Speaker B", "Speaker C"]);
    expect(offers()).toEqual([]);
  });

  it("is not suggested again after No", async () => {
    await open();
    await click("button", "No");
    expect(speakers()[0]).toBe("Speaker A");
    expect(offers()).toEqual([]);
    await openPanel();
    expect(offers()).toEqual([]);
  });

  it("leads to the turn that shows it", async () => {
    await open();
    await click("button", "Go to 0:05 in the transcript");
    expect(document.activeElement?.closest("article")?.textContent).toContain("Thanks, Michael.");
  });
});

describe("a name that a language model has read", () => {
  const heard = { speaker: "tab C", name: "Good", turn: "m/tab/0/2" };

  it("is suggested after those found by rule, with its turn", async () => {
    await open({ heardNames: [heard] });
    await click("button", "Yes");
    expect(offers()).toEqual([expect.stringMatching(/^Is Speaker C “Good”\?\s+0:10$/)]);
  });

  it("is not suggested if its turn lacks it", async () => {
    await open({ names: { "tab A": "" }, heardNames: [{ ...heard, name: "Laura" }] });
    expect(offers()).toEqual([]);
  });
});

describe("a new letter after a lost connection", () => {
  const words = Array.from({ length: 20 }, (_, at) => ({
    text: "on",
    startMs: at,
    endMs: at,
    confidence: 1,
  }));
  const turns = [
    spoken({ speaker: "A", words, text: "We move the release." }),
    spoken({ session: 1, startMs: 5_000, speaker: "B", words, text: "And the report." }),
  ];

  it("may be the person who spoke before it, and is after Yes", async () => {
    await open({ names: { "tab A": "Laura" } }, { turns });
    expect(offers()).toEqual([
      expect.stringMatching(/^Speaker B may be “Laura”\. Same person\?\s+0:05$/),
    ]);
    await click("button", "Yes");
    expect((await stored())?.merged).toEqual({ "tab B": "tab A" });
    expect(new Set(speakers())).toEqual(new Set(["Laura"]));
    expect(offers()).toEqual([]);
  });

  it("is asked about once", async () => {
    await open({ names: { "tab A": "Laura" } }, { turns });
    await click("button", "No");
    expect((await stored())?.different).toEqual({ "tab B": ["tab A"] });
    expect(speakers()).toEqual(["Laura", "Speaker B"]);
    await openPanel();
    expect(offers()).toEqual([]);
  });
});

describe("the field of a name", () => {
  const earlier = (change: Partial<Meeting>) =>
    held({ id: "before", startedAt: 1, title: "Weekly", ...change });

  it("offers what was said and the people of earlier meetings with the same title", async () => {
    await store({ meetings: [earlier({ names: { "tab A": "Ruth", "tab B": "Ann", mic: "Me" } })] });
    await open({ title: "Weekly" });
    all("button", "Speaker A")[0]?.click();
    await settle();
    expect(chips()).toEqual(["Michael", "Ruth", "Ann"]);
    all("button", "Ruth")[0]?.click();
    await settle();
    expect(await names()).toEqual({ "tab A": "Ruth" });
    expect(document.activeElement?.textContent.trim()).toBe("Ruth");
    all("button", "Speaker B")[0]?.click();
    await settle();
    expect(chips()).toEqual(["Ann"]);
  });

  it("merges two speakers of one name", async () => {
    await open();
    await rename("Speaker A", "Laura");
    await rename("Speaker C", "laura");
    expect(speakers()).toEqual(["Laura", "Speaker B", "Laura"]);
    expect(await stored()).toMatchObject({
      names: { "tab A": "Laura" },
      merged: { "tab C": "tab A" },
    });
  });

  it("names the others in this meeting alone", async () => {
    await open({}, { turns: [spoken()] });
    await rename("Them", "Laura");
    expect(await names()).toEqual({ tab: "Laura" });
    expect(savedSettings().capture.names).toEqual({});
  });
});

describe("the user's own name", () => {
  const turns = [spoken({ channel: "mic", text: "Hello." })];

  it("is asked about once, and kept for new meetings by Yes", async () => {
    await open({}, { turns });
    await rename("You", "Anna");
    expect(offers()).toEqual(["Use “Anna” for you in all new meetings?"]);
    await click("button", "Yes");
    expect(savedSettings().capture).toMatchObject({ names: { mic: "Anna" }, isNameAsked: true });
    await rename("Anna", "Anna B.");
    expect(offers()).toEqual([]);
    expect(savedSettings().capture.names).toEqual({ mic: "Anna B." });
  });

  it("is not asked about again after No", async () => {
    await open({}, { turns });
    await rename("You", "Anna");
    await click("button", "No");
    expect(savedSettings().capture).toMatchObject({ names: {}, isNameAsked: true });
    await rename("Anna", "Ann");
    expect(offers()).toEqual([]);
  });

  it("of one meeting leaves that of all others alone", async () => {
    await open({ names: { mic: "Guest" } }, { turns, capture: { names: { mic: "Anna" } } });
    await rename("Guest", "Bob");
    expect(offers()).toEqual([]);
    expect(savedSettings().capture.names).toEqual({ mic: "Anna" });
  });
});

it("talk time of each person stands below the notes", async () => {
  await open({ names: { "tab A": "Laura" } });
  await click("tab", "Notes");
  const times = [...one("region", "Talk time").querySelectorAll("li")];
  expect(times.map(({ textContent }) => textContent.replace(/\s+/g, " ").trim())).toEqual([
    "Laura 4 s (33%)",
    "Speaker B 4 s (33%)",
    "Speaker C 4 s (33%)",
  ]);
});
