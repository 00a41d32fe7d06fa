/** Names, pauses and bookmarks in the transcript. */

import { beforeEach, describe, expect, it } from "vitest";
import { formatTime } from "../../components/words/format-date.ts";
import type { Mark } from "../../core/meeting.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";
import { GROUP_SIZE } from "../../core/transcript/turn-groups.ts";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import {
  articles,
  click,
  held,
  channelStatus,
  one,
  openPanel,
  openRecorder,
  partial,
  settle,
  spoken,
  store,
  text,
  withCapture,
} from "./support/panel.ts";

const CHANNELS = [
  { name: "tab", transcribedSamples: 0 },
  { name: "mic", transcribedSamples: 0 },
] as const;
const AT = Date.UTC(2026, 10, 22, 10, 31);
const pause = (atMs: number, seconds: number | null): Mark => ({
  type: "pause",
  atMs,
  pausedAt: AT,
  resumedAt: seconds === null ? null : AT + seconds * 1_000,
});
const bookmark = (atMs: number, note = ""): Mark => ({
  type: "bookmark",
  id: `b${atMs}`,
  atMs,
  note,
});
const stored = async (id = "m") => getMeeting(await openDatabase(), id);

/** Turns and marks of the transcript, in order. */
const lines = () =>
  [...one("log").querySelectorAll("article, .mark")].map((each) =>
    each.textContent.replace(/\s+/g, " ").trim(),
  );

async function open(change = {}, turns = TURNS, settings = withCapture({})): Promise<void> {
  await store({ meetings: [held({ channels: CHANNELS, ...change })], turns });
  await openPanel(settings);
}
const TURNS = [
  spoken({ text: "Hello." }),
  spoken({ order: 1, startMs: 10_000, text: "Go on." }),
  spoken({ channel: "mic", startMs: 20_000, text: "Yes." }),
];

async function write(name: string, words: string, key = "Enter"): Promise<void> {
  const field = one("textbox", name) as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await settle();
}

describe("marks", () => {
  it.each([
    [null, `Paused at ${formatTime(AT)}`],
    [40, `Paused for 40 s at ${formatTime(AT)}`],
    [12 * 60 + 10, `Paused for 12 min at ${formatTime(AT)}`],
    [65 * 60, `Paused for 1 h 5 min at ${formatTime(AT)}`],
  ])("a pause of %s s separates turns, and names are repeated after it", async (length, words) => {
    await open({ marks: [pause(10_000, length)] });
    expect(lines()).toEqual(["Them0:00Hello.", words, "Them0:10Go on.", "You0:20Yes."]);
    expect(one("log").querySelectorAll("button.speaker")).toHaveLength(3);
  });

  it("appear at once, after the partial they fall into", async () => {
    await store({
      meetings: [held({ id: "live", state: "recording", channels: CHANNELS })],
      turns: [spoken({ meetingId: "live" })],
    });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await recorder.say(
      { type: "partial", meetingId: "live", channel: "tab", partial: partial({ text: "so" }) },
      {
        type: "meeting",
        meeting: held({ id: "live", channels: CHANNELS, marks: [bookmark(9_500)] }),
      },
    );
    expect(lines()).toEqual(["Them0:00words", "Them0:09so", "Bookmark:Add a note0:09"]);
    await recorder.say({
      type: "turn",
      turn: spoken({ meetingId: "live", order: 9, startMs: 9_000, text: "So." }),
    });
    expect(lines()).toEqual(["Them0:00words", "Them0:09So.", "Bookmark:Add a note0:09"]);
  });

  it("of another meeting are ignored", async () => {
    await open({ marks: [pause(10_000, null)] });
    await announce({ type: "meeting", meeting: held({ id: "other", title: "Other", marks: [] }) });
    expect(lines()).toHaveLength(4);
    expect(one("heading", "Weekly")).toBeTruthy();
  });

  it("are shown without turns", async () => {
    await open({ marks: [bookmark(500)] }, []);
    expect(lines()).toEqual(["Bookmark:Add a note0:00"]);
    expect(text()).not.toContain("No words");
  });

  it("render only their own group of a long transcript again", async () => {
    const turns = Array.from({ length: 3 * GROUP_SIZE }, (_, order) =>
      spoken({ order, startMs: order * 1_000 }),
    );
    await open({}, turns);
    while (one("log").getAttribute("aria-busy") === "true") await settle();
    const groups = [...one("log").children];
    const changed: Node[] = [];
    const observer = new MutationObserver((records) =>
      changed.push(...records.map(({ target }) => target)),
    );
    observer.observe(one("log"), { subtree: true, childList: true, attributes: true });
    await announce({
      type: "meeting",
      meeting: held({ channels: CHANNELS, marks: [bookmark(500)] }),
    });
    observer.disconnect();
    expect(lines()[1]).toBe("Bookmark:Add a note0:00");
    expect(changed.every((node) => groups[0]?.contains(node))).toBe(true);
  });
});

/** Posts an event as another context. */
async function announce(event: LiveEvent): Promise<void> {
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  channel.postMessage(event);
  await settle();
  channel.close();
}

describe("the note of a bookmark", () => {
  it("is stored, and its button keeps the focus", async () => {
    await open({ marks: [bookmark(15_000), pause(16_000, null)] });
    await click("button", "Bookmark:Add a note");
    await write("Note on this bookmark", " Check the date ");
    expect(lines()[2]).toBe("Bookmark:Check the date0:15");
    expect((await stored())?.marks).toEqual([
      bookmark(15_000, "Check the date"),
      pause(16_000, null),
    ]);
    expect(document.activeElement).toBe(one("button", "Bookmark:Check the date"));
  });

  it("stays unchanged on Escape", async () => {
    await open({ marks: [bookmark(15_000, "Before")] });
    await click("button", "Bookmark:Before");
    await write("Note on this bookmark", "After", "Escape");
    expect(lines()[2]).toBe("Bookmark:Before0:15");
    expect((await stored())?.marks).toEqual([bookmark(15_000, "Before")]);
  });
});

describe("names", () => {
  it("are the meeting's own, else the default ones", async () => {
    await open({ names: { tab: "Client" } }, TURNS, withCapture({ names: { mic: "Later" } }));
    expect(articles()).toEqual(["Client 0:00 Hello.", "Client 0:10 Go on.", "You 0:20 Yes."]);
  });

  it("are changed by a click for this meeting in every panel", async () => {
    await open();
    const received: LiveEvent[] = [];
    const elsewhere = new BroadcastChannel(LIVE_CHANNEL);
    elsewhere.onmessage = ({ data }: MessageEvent<LiveEvent>) => void received.push(data);
    await click("button", "Them");
    await write("Name", " Client ");
    elsewhere.close();
    expect(articles().slice(0, 2)).toEqual(["Client 0:00 Hello.", "Client 0:10 Go on."]);
    expect((await stored())?.names).toEqual({ tab: "Client" });
    expect(received).toEqual([{ type: "meeting", meeting: await stored() }]);
  });

  it("are the default ones again when emptied", async () => {
    await open({ names: { mic: "Anna" } });
    await click("button", "Anna");
    await write("Name", "");
    expect(articles()[2]).toBe("You 0:20 Yes.");
  });

  it("label the level meters", async () => {
    await store({
      meetings: [held({ id: "live", state: "recording", names: { tab: "Client" } })],
    });
    const recorder = openRecorder();
    await openPanel(withCapture({ names: { tab: "Settings" } }));
    await recorder.state();
    expect(one("meter").getAttribute("aria-label")).toBe("Sound level: Client");
    await recorder.state({ meetingId: "unseen", channels: [channelStatus()] });
    expect(one("meter").getAttribute("aria-label")).toBe("Sound level: Settings");
  });

  it("of labelled speakers are letters", async () => {
    const turns = [
      spoken({ speaker: "A", text: "One." }),
      spoken({ order: 1, startMs: 1_000, speaker: "B", text: "Two." }),
      spoken({ order: 2, startMs: 2_000, speaker: "UNKNOWN", text: "Hm." }),
    ];
    await open({ channels: [CHANNELS[0]] }, turns);
    expect(articles()).toEqual(["Speaker A 0:00 One.", "Speaker B 0:01 Two.", "Them 0:02 Hm."]);
  });

  it("of labelled speakers are letters beside the microphone too, which is one person", async () => {
    await open({}, [
      spoken({ speaker: "A", text: "One." }),
      spoken({ channel: "mic", startMs: 1_000, speaker: "A", text: "Two." }),
    ]);
    expect(articles()).toEqual(["Speaker A 0:00 One.", "You 0:01 Two."]);
  });
});

describe("a turn of echo", () => {
  beforeEach(async () => {
    await open({}, [spoken({ text: "Hello." }), spoken({ channel: "mic", text: "" })]);
  });

  it("is not shown", () => {
    expect(articles()).toEqual(["Them 0:00 Hello."]);
  });

  it("disappears when it is recognised later", async () => {
    await announce({ type: "turn", turn: spoken({ text: "" }) });
    expect(articles()).toEqual([]);
    expect(text()).toContain("No words");
  });
});
