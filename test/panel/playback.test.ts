/** Playback in the panel: availability, position, speed, channels, problems. */

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Meeting, Turn } from "../../core/meeting.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  click,
  held,
  storeAudio,
  channelStatus,
  one,
  openPanel,
  openRecorder,
  settle,
  spoken,
  store,
  text,
} from "./support/panel.ts";
import { failToPlay, listen, players } from "./support/audio.ts";

const CHANNELS = [
  { name: "tab", transcribedSamples: 1e9 },
  { name: "mic", transcribedSamples: 1e9 },
] as const;
const words = (first: number, ...texts: string[]): Turn["words"] =>
  texts.map((each, index) => ({
    text: each,
    startMs: first + index * 1_000,
    endMs: first + index * 1_000 + 900,
    confidence: 1,
  }));
const TURNS = [
  spoken({ text: "Hello there.", endMs: 4_000, words: words(0, "Hello", "there.") }),
  spoken({
    channel: "mic",
    startMs: 5_000,
    endMs: 9_000,
    text: "What is it?",
    words: words(5_000, "What", "is", "it?"),
  }),
];

async function open(change: Partial<Meeting> = {}, seconds = 60): Promise<void> {
  await store({ meetings: [held({ channels: CHANNELS, ...change })], turns: TURNS });
  for (const { name } of CHANNELS) if (seconds > 0) storeAudio("m", seconds, name);
  await openPanel();
}

const position = (): string | null => one("slider", "Position").getAttribute("aria-valuetext");
const places = (): number[] => players().map(({ currentTime }) => currentTime);
const arePlaying = (): boolean[] => players().map(({ paused }) => !paused);
const heardTurn = (): string | undefined =>
  document.querySelector("article[aria-current] [data-words]")?.textContent;
const heardWord = (): string => [...(CSS.highlights.get("heard-word") ?? [])].map(String).join();

async function key(target: Element, name: string, more: KeyboardEventInit = {}): Promise<boolean> {
  const event = new KeyboardEvent("keydown", {
    key: name,
    bubbles: true,
    cancelable: true,
    ...more,
  });
  target.dispatchEvent(event);
  await settle();
  return event.defaultPrevented;
}

const select = async (name: string, value: string): Promise<void> => {
  const field = one("combobox", name) as HTMLSelectElement;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
};

describe("a meeting without audio", () => {
  it.each([
    ["with a missing file", {}, 0],
    ["with deleted audio", { soundDeletedAt: 1 }, 60],
  ])("%s has no player, and its times are text", async (_, change, seconds) => {
    await open(change, seconds);
    expect(all("region", "Player")).toEqual([]);
    expect(document.querySelector("button.time")).toBeNull();
    expect(await key(document.querySelector(".scroller") ?? document.body, " ")).toBe(false);
    expect(players()).toEqual([]);
  });
});

it("the time of a bookmark plays from there", async () => {
  await open({ marks: [{ type: "bookmark", id: "b", atMs: 7_000, note: "" }] });
  await click("button", "Play from 0:07");
  expect([places(), arePlaying()]).toEqual([
    [7, 7],
    [true, true],
  ]);
});

describe("the player", () => {
  beforeEach(() => open());

  it("plays both channels, pauses and resumes", async () => {
    expect(position()).toBe("0:00 of 1:00");
    await click("button", "Play");
    expect(arePlaying()).toEqual([true, true]);
    await listen(12);
    expect(position()).toBe("0:12 of 1:00");
    await click("button", "Pause playback");
    expect(arePlaying()).toEqual([false, false]);
    await click("button", "Play");
    await listen(1);
    expect(places()).toEqual([13, 13]);
  });

  it("starts at the time of a turn", async () => {
    await click("button", "Play from 0:05");
    expect([places(), arePlaying()]).toEqual([
      [5, 5],
      [true, true],
    ]);
  });

  it("stops at the end, and then starts over", async () => {
    await click("button", "Play");
    await listen(61);
    expect(position()).toBe("1:00 of 1:00");
    await click("button", "Play");
    await listen(2);
    expect(position()).toBe("0:02 of 1:00");
  });

  it.each([
    ["ArrowRight", 25],
    ["ArrowUp", 25],
    ["ArrowLeft", 15],
    ["ArrowDown", 15],
    ["PageUp", 60],
    ["PageDown", 0],
    ["Home", 0],
    ["End", 60],
  ])("moves with %s on the strip to %i s", async (name, seconds) => {
    await click("button", "Play from 0:05");
    await listen(15);
    await key(one("slider", "Position"), name);
    expect(one("slider", "Position").getAttribute("aria-valuenow")).toBe(String(seconds));
    expect(places()).toEqual([seconds, seconds]);
  });

  it("moves to where the strip is clicked, and stays paused", async () => {
    const strip = one("slider", "Position");
    strip.setPointerCapture = vi.fn<(id: number) => void>();
    strip.getBoundingClientRect = () => new DOMRect(100, 0, 200, 28);
    strip.dispatchEvent(new PointerEvent("pointermove", { clientX: 150 }));
    await settle();
    expect(strip.textContent).toBe("0:15");
    strip.dispatchEvent(new PointerEvent("pointerdown", { clientX: 150, button: 0 }));
    strip.dispatchEvent(new PointerEvent("pointermove", { clientX: 200 }));
    strip.dispatchEvent(new PointerEvent("pointerup", { clientX: 250 }));
    await settle();
    expect(position()).toBe("0:45 of 1:00");
    expect([places(), arePlaying()]).toEqual([
      [45, 45],
      [false, false],
    ]);
  });

  it("plays at the chosen speed", async () => {
    await select("Speed", "1.5");
    await click("button", "Play");
    await listen(10);
    expect(position()).toBe("0:15 of 1:00");
    expect([...(one("combobox", "Speed") as HTMLSelectElement).options].map(String)).toHaveLength(
      6,
    );
  });

  it.each([
    ["mic", [true, false]],
    ["tab", [false, true]],
    ["both", [false, false]],
  ])("mutes the channels that are not chosen: %s", async (choice, muted) => {
    await click("button", "Play");
    await select("Who is heard", choice);
    expect(players().map((each) => each.muted)).toEqual(muted);
  });

  it("marks the turn and word being heard, and none in silence", async () => {
    await click("button", "Play");
    expect([heardTurn(), heardWord()]).toEqual(["Hello there.", "Hello"]);
    await listen(1.2);
    expect(heardWord()).toBe("there.");
    await listen(3);
    expect([heardTurn(), heardWord()]).toEqual([undefined, ""]);
    await listen(2);
    expect([heardTurn(), heardWord()]).toEqual(["What is it?", "is"]);
    await select("Who is heard", "tab");
    expect(heardTurn()).toBeUndefined();
  });

  it("shows Play when the elements are paused from outside", async () => {
    await click("button", "Play");
    await listen(3);
    for (const player of players()) player.pause();
    await listen(0);
    expect(one("button", "Play")).toBeTruthy();
    expect(position()).toBe("0:03 of 1:00");
  });

  it("stops when another view is shown", async () => {
    await click("button", "Play");
    await click("button", "Settings");
    expect(arePlaying()).toEqual([false, false]);
  });

  it("reports audio that can't be played, and keeps the files", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    failToPlay(new DOMException("no decoder", "NotSupportedError"));
    await click("button", "Play");
    expect(text()).toContain("This sound can’t be played just now.");
    expect(players()).toEqual([]);
    expect(one("button", "Play")).toBeTruthy();
    expect(chromeNow.files.size).toBeGreaterThanOrEqual(2);
  });

  it("reports audio that is gone", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    chromeNow.files.clear();
    await click("button", "Play from 0:05");
    expect(text()).toContain("This sound can’t be played just now.");
  });
});

describe("a click on a word", () => {
  const clickAt = async (character: number, change: MouseEventInit = {}): Promise<void> => {
    const node = document.querySelectorAll("[data-words]")[1]?.firstChild;
    Object.assign(document, {
      caretPositionFromPoint: () => ({ offsetNode: node, offset: character }),
    });
    Range.prototype.getClientRects = () => [new DOMRect(10, 10, 40, 20)] as unknown as DOMRectList;
    const at = { bubbles: true, clientX: 20, clientY: 20, detail: 1, ...change };
    node?.parentElement?.dispatchEvent(new MouseEvent("click", at));
    await settle();
  };
  beforeEach(() => open());

  it("plays from there", async () => {
    await clickAt("What is".length - 1);
    expect([places(), arePlaying()]).toEqual([
      [6, 6],
      [true, true],
    ]);
  });

  it.each([
    ["beside the text", { clientX: 300 }],
    ["that selects the word", { detail: 2 }],
  ])("%s does nothing", async (_, change) => {
    await clickAt(6, change);
    expect(players()).toEqual([]);
  });
});

describe("keys in the transcript", () => {
  const transcript = (): Element => document.querySelector(".scroller") ?? document.body;
  beforeEach(() => open());

  it.each([" ", "k"])("play and pause with %j", async (name) => {
    expect(await key(transcript(), name)).toBe(true);
    expect(arePlaying()).toEqual([true, true]);
    await key(transcript(), name);
    expect(arePlaying()).toEqual([false, false]);
  });

  it("skip with the arrows", async () => {
    await click("button", "Play from 0:05");
    await key(transcript(), "ArrowRight");
    await key(transcript(), "ArrowRight");
    await key(transcript(), "ArrowLeft");
    expect(places()).toEqual([10, 10]);
  });

  it("are left to fields and buttons", async () => {
    expect(await key(one("button", "Them"), " ")).toBe(false);
    await click("button", "Them");
    expect(await key(one("textbox", "Name"), "k")).toBe(false);
    expect(await key(one("textbox", "Name"), "ArrowLeft")).toBe(false);
    expect(players()).toEqual([]);
  });

  it("are left to the browser with a modifier", async () => {
    expect(await key(transcript(), "k", { ctrlKey: true })).toBe(false);
    expect(await key(transcript(), "ArrowLeft", { altKey: true })).toBe(false);
  });
});

it("a meeting of one channel has no choice of channels", async () => {
  await store({ meetings: [held()], turns: TURNS });
  storeAudio("m", 60);
  await openPanel();
  expect(all("combobox", "Who is heard")).toEqual([]);
  await click("button", "Play");
  expect(players()).toHaveLength(1);
});

describe("loudness", () => {
  const PATH = "meetings/m/tab.peaks";
  const peaks = async (): Promise<number[]> => {
    const file = chromeNow.files.get(PATH);
    return file ? [...new Uint8Array(await file.arrayBuffer())] : [];
  };
  const openLoud = async (stored: number[] | null): Promise<void> => {
    await store({ meetings: [held()] });
    const samples = new Int16Array(200 * 1_600 + 1);
    samples[1_600] = 8_192;
    samples[200 * 1_600] = -32_768;
    chromeNow.files.set("meetings/m/tab.pcm", new File([samples], "sound"));
    if (stored) chromeNow.files.set(PATH, new File([Uint8Array.from(stored)], "peaks"));
    await openPanel();
  };
  const silent = (length: number): number[] => Array.from({ length }, () => 0);
  const LOUDNESS = [0, 128, ...silent(198), 255];

  it("is measured and stored beside the audio", async () => {
    await openLoud(null);
    expect(await peaks()).toEqual(LOUDNESS);
  });

  it("is read if it is stored", async () => {
    await openLoud(silent(201));
    expect(await peaks()).toEqual(silent(201));
  });

  it("is measured again if its length differs from the audio", async () => {
    await openLoud(silent(200));
    expect(await peaks()).toEqual(LOUDNESS);
  });
});

it("playback stops when another meeting is shown", async () => {
  await open();
  await store({ meetings: [held({ id: "old", title: "Old", startedAt: 1 })] });
  await click("button", "Play");
  await click("button", "Meetings");
  await click(
    "button",
    all("button")
      .find((each) => each.textContent.includes("Old"))
      ?.textContent.trim(),
  );
  expect(players()).toEqual([]);
  expect(all("region", "Player")).toEqual([]);
});

describe("the player of a recording", () => {
  const recorded = (seconds: number) => [
    channelStatus({ recordedSamples: seconds * 16_000, heardSamples: seconds * 16_000 }),
  ];

  it("is hidden until it is used, and plays on into new audio", async () => {
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    const recorder = openRecorder();
    storeAudio("live", 10);
    await openPanel();
    await recorder.state({ channels: recorded(10) });
    expect(all("region", "Player")).toEqual([]);

    await key(document.querySelector(".scroller") ?? document.body, "k");
    expect(position()).toBe("0:00 of 0:10");
    storeAudio("live", 20);
    await recorder.state({ channels: recorded(20) });
    await listen(10);
    await listen(3);
    expect(position()).toBe("0:13 of 0:20");
    expect(players()).toHaveLength(1);
    await listen(10);
    expect([position(), one("button", "Play")]).toEqual(["0:20 of 0:20", expect.anything()]);
    // No peaks are stored, because the audio still grows.
    expect([...chromeNow.files.keys()]).toEqual(["meetings/live/tab.pcm"]);
  });
});
