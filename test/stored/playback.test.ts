/** Playback of stored meetings and of the one being recorded: from a turn, from a word, with skips and the seek bar. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { peaksOf } from "../../core/audio/peaks.ts";
import { pause, play } from "../../local/browser/meeting-page.ts";
import { openPanel, press, start, stop } from "../../local/browser/panel-driver.ts";
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
import { waitForProblem } from "../browser/panel-view.ts";

const SECONDS = 40;
const SOON = { timeout: 60_000, interval: 50 };
const MAX_APART_SECONDS = 0.08;
/** A side panel on a small screen, in which the transcript is longer than its view. */
const SMALL = { width: 400, height: 560 };
/** Turns without gaps, so that a slow machine always finds one being played. */
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

  /** Waits until playback is past this place, by less than `beyond` seconds. */
  const passes = (seconds: number, beyond = 12): Promise<unknown> =>
    vi.waitUntil(async () => {
      const [first] = await heardChannels(panel);
      return first && first.seconds > seconds && first.seconds < seconds + beyond;
    }, SOON);

  /** Reads 12 from "0:12 / 0:40". */
  const secondsOf = (shown: string): number => Number(/^0:(\d\d) /.exec(shown)?.[1]);

  test("plays from a turn's time, both sides in sync and each with its own audio", () =>
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

  test("is brought back into sync when one side drifts", () =>
    pictured(async () => {
      await press(panel, "button", "Play from 0:07");
      await passes(7.2);
      await panel.$eval('audio[data-channel="mic"]', (player) => void (player.currentTime += 20));
      await areTogether();
      await passes(7.5, 19);
    }));

  test("seeks with skip buttons and with the seek bar, by key and by mouse", () =>
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

  test("plays at twice the speed with the same pitch, and mutes a side", () =>
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

  test("plays from a word, which is highlighted and followed until the user scrolls away", () =>
    pictured(async () => {
      await panel.waitForSelector('[role="slider"]');
      await panel.waitForFunction(() => document.querySelectorAll("[data-words]").length > 2);
      const highlights = await watchHighlights(panel);
      const at = await placeOfQuarter(panel);
      await panel.mouse.click(at.x, at.y);
      const word = TURNS[2]?.words.find(({ text }) => text === "quarter");
      await passes((word?.startMs ?? 0) / 1_000);
      const untilHighlighted = (is: (highlight: HighlightNow) => boolean): Promise<boolean> =>
        vi.waitUntil(async () => (await highlights()).some(is), SOON);
      await untilHighlighted(({ word, turn }) => word === "budget." && turn.startsWith("3. So"));
      const [first] = await highlights();
      expect(AFTER_QUARTER).toContain(first?.word);
      await panel.select('select[aria-label="Speed"]', "2");
      await untilHighlighted(({ turn, isInView }) => isInView && turn.startsWith("5. So"));

      await panel.select('select[aria-label="Speed"]', "1");
      await press(panel, "button", "Play from 0:28");
      await vi.waitUntil(() => isPlayedTurnInView(panel), SOON);
      await panel.mouse.move(200, 200);
      await vi.waitUntil(async () => {
        await panel.mouse.wheel({ deltaY: -2_000 });
        return panel.$("::-p-aria([name='Follow'][role='button'])");
      }, SOON);
      await press(panel, "button", "Follow");
      await vi.waitUntil(() => isPlayedTurnInView(panel), SOON);
    }));

  test("plays, seeks and pauses with keys in the transcript", () =>
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

  test("has its loudness on disk beside its audio", () =>
    pictured(async () => {
      for (const channel of ["tab", "mic"] as const) {
        const audio = await storedAudio(panel, "m", channel);
        await vi.waitUntil(async () => (await peaksOnDisk(panel, channel)).length === 400, SOON);
        expect(await peaksOnDisk(panel, channel)).toEqual([...peaksOf(audio)]);
      }
      const peaks = await peaksOnDisk(panel, "tab");
      expect(peaks.slice(90, 100)).toEqual(Array.from({ length: 10 }, () => 0));
      expect(peaks.slice(0, 90).every((peak) => peak > 120)).toBe(true);
    }));

  test("reports that its audio was removed meanwhile, and then has no player", () =>
    pictured(async () => {
      await panel.waitForSelector('section[aria-label="Player"]');
      // The folder can't be removed while loudness is being written.
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
    vi.waitUntil(async () => apart(await heardChannels(panel)) < MAX_APART_SECONDS, SOON);

  /** Returns played seconds per second. Callers retry, because playback may stutter on a busy machine. */
  const speedNow = (): Promise<number> =>
    panel.$eval('audio[data-channel="tab"]', async (player) => {
      const [from, at] = [player.currentTime, performance.now()];
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return (player.currentTime - from) / ((performance.now() - at) / 1_000);
    });

  /**
   * Waits for the tone of the current second or the one just before. It retries, because every tenth second is silent and
   * playback may stutter on a busy machine.
   */
  const expectTone = (channel: "tab" | "mic", atRate = 1): Promise<boolean> =>
    vi.waitUntil(async () => {
      const { hertz, seconds } = await heardTone(panel, channel);
      const tones = [seconds, seconds - 0.5 * atRate].map((each) => toneAt(channel, each));
      return tones.some((tone) => Math.abs(tone - hertz) < 8);
    }, SOON);
});

test("a meeting being recorded plays on beyond its length at the start of playback", () =>
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
    // The length is unknown until the file is open.
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
  throw new Error("There is no seek bar.");
};

const apart = (heard: readonly { readonly seconds: number }[]): number =>
  Math.max(...heard.map(({ seconds }) => seconds)) -
  Math.min(...heard.map(({ seconds }) => seconds));

/** Returns the position that a screen reader announces, in seconds of the meeting clock. */
const position = (panel: Page): Promise<number> =>
  panel.$eval('[role="slider"]', ({ ariaValueNow }) => Number(ariaValueNow));

/** Returns the length of the player's open file, or 0. */
const lengthThen = (panel: Page): Promise<number> =>
  panel.$$eval("audio[data-channel]", ([player]) => {
    const { duration = NaN } = player ?? {};
    return Number.isFinite(duration) ? duration : 0;
  });

/** Returns the middle of the word "quarter" in the third turn, once the layout is stable. */
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

interface HighlightNow {
  readonly word: string;
  readonly turn: string;
  readonly isInView: boolean;
}

/**
 * Records the highlight in every frame.
 * @returns A function that returns all highlights so far
 */
async function watchHighlights(panel: Page): Promise<() => Promise<readonly HighlightNow[]>> {
  await panel.evaluate(() => {
    const highlights: HighlightNow[] = [];
    Object.assign(globalThis, { highlights });
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
      if (now.turn !== "" && JSON.stringify(now) !== JSON.stringify(highlights.at(-1)))
        highlights.push(now);
    };
    look();
  });
  return () =>
    panel.evaluate(
      () => (globalThis as unknown as { highlights: readonly HighlightNow[] }).highlights,
    );
}

const isPlayedTurnInView = (panel: Page): Promise<boolean> =>
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
