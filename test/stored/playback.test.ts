/** A stored meeting is heard in the panel: from a turn, from a word, by skips and by the strip, and one that is being recorded. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { peaksOf } from "../../core/audio/peaks.ts";
import { pause, play } from "../../local/browser/meeting-page.ts";
import { openPanel, press, start, stop, waitForProblem } from "../../local/browser/panel-driver.ts";
import {
  meetingOf,
  openKeeper,
  openPanelTab,
  panelAddress,
  storeMeeting,
  turnsOf,
} from "../meetings/stored-meeting.ts";
import { storedMeetings, storedAudio, storedAudioBytes } from "../time-code/stored.ts";
import {
  inBrowser,
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";
import { problemSentence } from "../browser/sentence.ts";
import { heardChannels, heardTone, storeTones, toneAt } from "./tones.ts";

const SECONDS = 40;
const SOON = { timeout: 60_000, interval: 50 };
const MOST_APART_SECONDS = 0.08;
/** As a side panel on a small screen: the transcript is longer than its view. */
const SMALL = { width: 400, height: 560 };
/** Each lasts until the next begins, the fifth to the end: a slow machine can look. */
const TURNS = turnsOf("m", 5).map((turn, index) => ({
  ...turn,
  endMs: index === 4 ? SECONDS * 1_000 : turn.startMs + 7_000,
}));
const AFTER_QUARTER = "quarter before anybody decides on the budget.".split(" ");

describe("a stored meeting of two channels", () => {
  let scenario: Scenario;
  let panel: Page;
  beforeAll(async () => {
    scenario = await openScenario(withoutWords());
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  beforeEach(async () => {
    const { browser, extension } = scenario;
    for (const page of await browser.pages())
      if (page.url().endsWith("sidepanel.html")) await page.close();
    const keeper = await openKeeper(browser, extension);
    await storeTones(keeper, "m", "tab", SECONDS);
    await storeTones(keeper, "m", "mic", SECONDS);
    const channels = (["tab", "mic"] as const).map((name) => ({
      name,
      transcribedSamples: SECONDS * 16_000,
    }));
    await storeMeeting(keeper, { ...meetingOf("m", SECONDS * 1_000, 1), channels }, TURNS);
    await keeper.close();
    panel = await openKept();
  });

  async function openKept(): Promise<Page> {
    const tab = await openPanelTab(scenario.browser);
    await tab.setViewport(SMALL);
    await tab.goto(panelAddress(scenario.extension));
    return tab;
  }

  const pictured = (act: () => Promise<void>): Promise<void> =>
    picturedWhenFailing(scenario.browser, act);

  /** Resolves when playback has come by there; no further beyond it than a slow machine looks away. */
  const passes = (seconds: number, beyond = 12): Promise<unknown> =>
    vi.waitUntil(async () => {
      const [first] = await heardChannels(panel);
      return first && first.seconds > seconds && first.seconds < seconds + beyond;
    }, SOON);

  /** Of "0:12 / 0:40". */
  const secondsOf = (shown: string): number => Number(/^0:(\d\d) /.exec(shown)?.[1]);

  test("is heard from a turn's time, both sides together, each with its own sound", () =>
    pictured(async () => {
      await press(panel, "button", "Play from 0:14");
      await passes(14.5);
      await areTogether();
      expect(await heardChannels(panel)).toMatchObject([
        { channel: "tab", isPaused: false, isMuted: false, rate: 1 },
        { channel: "mic", isPaused: false, isMuted: false, rate: 1 },
      ]);
      for (const channel of ["tab", "mic"] as const) await expectTone(channel);

      await press(panel, "button", "Pause playback");
      await vi.waitUntil(
        async () => (await heardChannels(panel)).every((each) => each.isPaused),
        SOON,
      );
    }));

  test("is brought together again when one side has come off", () =>
    pictured(async () => {
      await press(panel, "button", "Play from 0:07");
      await passes(7.2);
      await panel.$eval('audio[data-channel="mic"]', (player) => void (player.currentTime += 20));
      await areTogether();
      await passes(7.5, 19);
    }));

  test("is moved by skips and by the strip, with keys and with the mouse", () =>
    pictured(async () => {
      await press(panel, "button", "Play from 0:00");
      await passes(0.3);
      await press(panel, "button", "Pause playback");
      const before = await clock();
      await press(panel, "button", "Forward 5 seconds");
      await vi.waitUntil(async () => secondsOf(await clock()) >= secondsOf(before) + 5, SOON);
      await (await strip()).press("End");
      await vi.waitUntil(async () => (await clock()) === "0:40 / 0:40", SOON);
      await (await strip()).press("ArrowLeft");
      await vi.waitUntil(async () => (await clock()) === "0:35 / 0:40", SOON);
      const box = await (await strip()).boundingBox();
      await panel.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 10);
      await vi.waitUntil(async () => (await clock()) === "0:20 / 0:40", SOON);
      expect(await (await strip()).evaluate((each) => each.ariaValueText)).toBe("0:20 of 0:40");
      await press(panel, "button", "Play");
      await passes(20);
    }));

  test("runs at twice the speed at the same pitch, and silences a side", () =>
    pictured(async () => {
      await press(panel, "button", "Play from 0:00");
      await passes(0.1);
      await panel.select('select[aria-label="Speed"]', "2");
      await vi.waitUntil(
        async () => (await heardChannels(panel)).every(({ rate }) => rate === 2),
        SOON,
      );
      await vi.waitUntil(async () => (await speedNow()) > 1.8, SOON);
      await press(panel, "button", "Play from 0:00");
      await expectTone("mic", 2);
      await panel.select('select[aria-label="Who is heard"]', "mic");
      await vi.waitUntil(async () => {
        const heard = await heardChannels(panel);
        return heard.map(({ isMuted }) => isMuted).join() === "true,false";
      }, SOON);
    }));

  test("is heard from a word, which is highlighted and followed until the reader scrolls away", () =>
    pictured(async () => {
      await panel.waitForSelector('[role="slider"]');
      await panel.waitForFunction(() => document.querySelectorAll("[data-words]").length > 2);
      const pointedOut = await watchHeard(panel);
      const at = await placeOfQuarter(panel);
      await panel.mouse.click(at.x, at.y);
      const word = TURNS[2]?.words.find(({ text }) => text === "quarter");
      await passes((word?.startMs ?? 0) / 1_000);
      const isPointedOut = (is: (heard: Heard) => boolean): Promise<boolean> =>
        vi.waitUntil(async () => (await pointedOut()).some(is), SOON);
      await isPointedOut(({ word, turn }) => word === "budget." && turn.startsWith("3. So"));
      const [first] = await pointedOut();
      expect(AFTER_QUARTER).toContain(first?.word);
      await panel.select('select[aria-label="Speed"]', "2");
      await isPointedOut(({ turn, isInView }) => isInView && turn.startsWith("5. So"));

      await panel.select('select[aria-label="Speed"]', "1");
      await press(panel, "button", "Play from 0:28");
      await vi.waitUntil(() => isHeardInView(panel), SOON);
      await panel.mouse.move(200, 200);
      await vi.waitUntil(async () => {
        await panel.mouse.wheel({ deltaY: -2_000 });
        return panel.$("::-p-aria([name='Follow'][role='button'])");
      }, SOON);
      await press(panel, "button", "Follow");
      await vi.waitUntil(() => isHeardInView(panel), SOON);
    }));

  test("is played, moved and paused with keys in the transcript", () =>
    pictured(async () => {
      await panel.waitForSelector('[role="slider"]');
      await panel.focus(".scroller");
      await panel.keyboard.press("Space");
      await passes(0.2);
      await panel.keyboard.press("ArrowRight");
      await passes(5);
      await panel.keyboard.press("Space");
      await panel.waitForSelector('button[aria-label="Play"]');
    }));

  test("has its loudness on disk, beside its sound", () =>
    pictured(async () => {
      for (const channel of ["tab", "mic"] as const) {
        const sound = await storedAudio(panel, "m", channel);
        await vi.waitUntil(async () => (await peaksOnDisk(panel, channel)).length === 400, SOON);
        expect(await peaksOnDisk(panel, channel)).toEqual([...peaksOf(sound)]);
      }
      const peaks = await peaksOnDisk(panel, "tab");
      expect(peaks.slice(90, 100)).toEqual(Array.from({ length: 10 }, () => 0));
      expect(peaks.slice(0, 90).every((peak) => peak > 120)).toBe(true);
    }));

  test("whose sound was deleted behind the panel's back says so, and has no player from then on", () =>
    pictured(async () => {
      await panel.waitForSelector('section[aria-label="Player"]');
      // While its loudness is being written, the folder can't be removed.
      for (const channel of ["tab", "mic"])
        await vi.waitUntil(async () => (await peaksOnDisk(panel, channel)).length === 400, SOON);
      await removeAudio(panel);
      await press(panel, "button", "Play");
      await waitForProblem(panel, await problemSentence("playbackFailed"));
      await panel.reload();
      await panel.waitForSelector("[data-words]");
      expect(await panel.$('section[aria-label="Player"]')).toBeNull();
      expect(await panel.$("button.time")).toBeNull();
    }));

  const strip = () => panel.waitForSelector('[role="slider"]').then((each) => each ?? noStrip());
  const clock = (): Promise<string> =>
    panel.$eval(".player .clock", ({ textContent }) => textContent.replaceAll(/\s+/g, " ").trim());

  const areTogether = (): Promise<boolean> =>
    vi.waitUntil(async () => apart(await heardChannels(panel)) < MOST_APART_SECONDS, SOON);

  /** Seconds of sound in one of time. On a busy machine sound may falter, and is then measured again. */
  const speedNow = (): Promise<number> =>
    panel.$eval('audio[data-channel="tab"]', async (player) => {
      const [from, at] = [player.currentTime, performance.now()];
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return (player.currentTime - from) / ((performance.now() - at) / 1_000);
    });

  /**
   * The tone of the second that it is in, or of the one just before. Every tenth second has none, and on a busy machine sound
   * may falter: then it is listened to again.
   */
  const expectTone = (channel: "tab" | "mic", atRate = 1): Promise<boolean> =>
    vi.waitUntil(async () => {
      const { hertz, seconds } = await heardTone(panel, channel);
      const tones = [seconds, seconds - 0.5 * atRate].map((each) => toneAt(channel, each));
      return tones.some((tone) => Math.abs(tone - hertz) < 8);
    }, SOON);
});

test("a meeting that is being recorded is heard, beyond what there was when playing began", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const panel = await openPanel(browser, extension, page);
    await start(panel);
    await play(page);
    const meetingId = await vi.waitUntil(async () => (await storedMeetings(panel))[0]?.id, SOON);
    await vi.waitUntil(async () => (await storedAudioBytes(panel, meetingId)) > 4 * 32_000, SOON);
    expect(await panel.$('section[aria-label="Player"]')).toBeNull();
    await panel.waitForSelector(".scroller");
    await panel.focus(".scroller");
    await panel.keyboard.press("k");
    await panel.waitForSelector('section[aria-label="Player"] [role="slider"]');
    // Not a number until its file is open.
    const first = await vi.waitUntil(() => lengthThen(panel), SOON);
    await vi.waitUntil(async () => (await position(panel)) > first + 2, SOON);
    expect(await panel.$$eval("audio", (players) => players.length)).toBe(1);
    await stop(panel);
    await pause(page);
  }));

const removeAudio = (panel: Page): Promise<void> =>
  panel.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const meetings = await root.getDirectoryHandle("meetings");
    await meetings.removeEntry("m", { recursive: true });
  });

const noStrip = (): never => {
  throw new Error("There is no strip.");
};

const apart = (heard: readonly { readonly seconds: number }[]): number =>
  Math.max(...heard.map(({ seconds }) => seconds)) -
  Math.min(...heard.map(({ seconds }) => seconds));

/** In seconds on the meeting clock, as a screen reader hears it. */
const position = (panel: Page): Promise<number> =>
  panel.$eval('[role="slider"]', ({ ariaValueNow }) => Number(ariaValueNow));

/** Of the file that the player has open; 0 while it has none. */
const lengthThen = (panel: Page): Promise<number> =>
  panel.$$eval("audio[data-channel]", ([player]) => {
    const { duration = NaN } = player ?? {};
    return Number.isFinite(duration) ? duration : 0;
  });

/** The middle of that word of the third turn, once nothing moves it any more. */
const placeOfQuarter = (panel: Page): Promise<{ readonly x: number; readonly y: number }> =>
  panel.$$eval("[data-words]", async ([, , third]) => {
    const text = third?.firstChild;
    const range = document.createRange();
    const from = text?.textContent?.indexOf("quarter") ?? 0;
    range.setStart(text ?? document, from);
    range.setEnd(text ?? document, from + 7);
    await document.fonts.ready;
    let before = NaN;
    for (let still = 0; still < 10;) {
      third?.scrollIntoView();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const { top } = range.getBoundingClientRect();
      still = top === before ? still + 1 : 0;
      before = top;
    }
    const { left, top, width, height } = range.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  });

/** What is pointed out as it is heard. */
interface Heard {
  readonly word: string;
  readonly turn: string;
  readonly isInView: boolean;
}

/** Looks at every frame from now on, so that nothing is missed however seldom somebody asks. @returns Asks for all so far. */
async function watchHeard(panel: Page): Promise<() => Promise<readonly Heard[]>> {
  await panel.evaluate(() => {
    const heard: Heard[] = [];
    Object.assign(globalThis, { heard });
    const look = (): void => {
      requestAnimationFrame(look);
      const article = document.querySelector("article[aria-current]");
      const view = article?.closest(".scroller")?.getBoundingClientRect();
      const { top = 0, bottom = 0 } = article?.getBoundingClientRect() ?? {};
      const now = {
        word: [...(CSS.highlights.get("heard-word") ?? [])].map(String).join(),
        turn: article?.querySelector("[data-words]")?.textContent ?? "",
        isInView: view !== undefined && bottom > view.top && top < view.bottom,
      };
      if (now.turn !== "" && JSON.stringify(now) !== JSON.stringify(heard.at(-1))) heard.push(now);
    };
    look();
  });
  return () => panel.evaluate(() => (globalThis as unknown as { heard: readonly Heard[] }).heard);
}

const isHeardInView = (panel: Page): Promise<boolean> =>
  panel.evaluate(() => {
    const article = document.querySelector("article[aria-current]");
    if (!article) return false;
    const { top, bottom } = article.getBoundingClientRect();
    const view = article.closest(".scroller")?.getBoundingClientRect();
    return view !== undefined && bottom > view.top && top < view.bottom;
  });

const peaksOnDisk = (panel: Page, channel: string): Promise<number[]> =>
  panel.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory();
    const meetings = await root.getDirectoryHandle("meetings");
    const folder = await meetings.getDirectoryHandle("m");
    const file = await folder.getFileHandle(name).catch(() => null);
    return file ? [...new Uint8Array(await (await file.getFile()).arrayBuffer())] : [];
  }, `${channel}.peaks`);
