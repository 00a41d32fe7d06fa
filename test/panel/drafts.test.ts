/** Draft turns in the panel: marked in words, not editable, and replaced by the service's own. */

import { expect, it } from "vitest";
import type { LiveEvent } from "../../core/protocol/live.ts";
import {
  all,
  articles,
  click,
  held,
  one,
  openPanel,
  openRecorder,
  partial,
  SETTINGS,
  settle,
  spoken,
  store,
} from "./support/panel.ts";

const live = held({ id: "live", state: "recording", durationMs: 0 });
const said = (text: string, startMs: number, change = {}) =>
  spoken({
    meetingId: "live",
    order: startMs,
    startMs,
    endMs: startMs + 900,
    text,
    words: text.split(" ").map((word, at) => ({
      text: word,
      startMs: startMs + at * 300,
      endMs: startMs + at * 300 + 300,
      confidence: 1,
    })),
    ...change,
  });
const DRAFT = { session: 1, isDraft: true } as const;
const HELP = "Written on this computer. Your team’s service replaces it.";

async function openDrafted() {
  await store({
    meetings: [live],
    turns: [
      said("Hello there.", 0),
      said("We ship", 2_000, DRAFT),
      said("on Monday.", 3_000, DRAFT),
    ],
  });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  return recorder;
}

it("drafts say so, to screen readers in each turn, and once to the eye", async () => {
  const recorder = await openDrafted();
  await recorder.say({
    type: "partial",
    meetingId: "live",
    channel: "tab",
    partial: { ...partial({ meetingId: "live", startMs: 5_000, text: "and then" }), isDraft: true },
  });
  expect(articles()).toEqual([
    "Them 0:00 Hello there.",
    `Them Draft . ${HELP} 0:02 We ship`,
    "Them Draft 0:03 on Monday.",
    "Them Draft 0:05 and then",
  ]);
  const marks = [...one("log").querySelectorAll(".draft-mark")];
  expect(marks.map((mark) => mark.getAttribute("title"))).toEqual([HELP]);
});

it("the service's words replace drafts word by word, in every open panel", async () => {
  const recorder = await openDrafted();
  const lastWord = { text: "on", startMs: 3_000, endMs: 3_250, confidence: 1 };
  const replaced: LiveEvent = {
    type: "drafts-replaced",
    meetingId: "live",
    channel: "tab",
    covered: { untilMs: 3_000, lastWord },
  };
  await recorder.say({ type: "turn", turn: said("We ship on", 2_000, { order: 1 }) });
  await recorder.say({ ...replaced, channel: "mic" });
  expect(articles()).toHaveLength(4);
  await recorder.say(replaced);
  expect(articles()).toEqual([
    "Them 0:00 Hello there.",
    "Them 0:02 We ship on",
    `Them Draft . ${HELP} 0:03 Monday.`,
  ]);
});

it("a draft can be copied and bookmarked, but not edited, by menu or by key", async () => {
  await openDrafted();
  all("button", "More for this turn")[1]?.click();
  await settle();
  expect(all("menuitem").map((item) => item.textContent.trim())).toEqual([
    "Add bookmark here",
    "Copy turn",
  ]);
  const row = one("log").querySelectorAll("article")[1];
  row?.dispatchEvent(new KeyboardEvent("keydown", { key: "F2", bubbles: true, cancelable: true }));
  await settle();
  expect(all("textbox", "What was said")).toEqual([]);
});

it("the setting is on, and says so if no language of the user is English", async () => {
  const speech = { ...SETTINGS.speech, languageCodes: ["de", "fr"] };
  await openPanel({ ...SETTINGS, speech });
  await click("button", "Settings");
  const field = one("switch", "Draft while the service is away");
  expect((field as HTMLInputElement).checked).toBe(true);
  expect(document.body.textContent).toContain("Your languages don’t include English");
});
