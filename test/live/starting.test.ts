/** Start and Stop from several windows make one meeting at a time; Chrome's picker is another way to start. */

import type { Browser, Extension, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { LiveState } from "../../core/protocol/live.ts";
import { isOffscreenDocument } from "../../local/browser/extension.ts";
import { pause, play } from "../../local/browser/meeting-page.ts";
import {
  openPanel,
  press,
  shownProblems,
  start,
  stop,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import type { SpeechEngine } from "../../local/speech/engine.ts";
import { storedMeetings, storedAudio } from "../time-code/stored.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { askToStart, capturedTabId, tabInFront } from "../browser/chrome-api.ts";
import {
  followStates,
  inBrowser,
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";
import { openOffscreen } from "../browser/offscreen-document.ts";
import { tapPlayback } from "../browser/played-audio.ts";
import { problemSentence } from "../browser/sentence.ts";
import { canStart, openPanelInWindow, waitForProblem } from "../browser/panel-view.ts";

const WITHIN_MS = 60_000;
const TITLE = "Harbor weekly: release planning";

describe("a meeting", () => {
  let scenario: Scenario;
  let panel: Page;
  let state: LiveState | null = null;
  /** Phases of the last meeting, in order. */
  let phases: LiveState["phase"][] = [];
  const gates = createGates();
  beforeAll(async () => {
    const options = withoutWords();
    scenario = await openScenario({
      ...options,
      engine: gates.around(options.engine),
      browserArgs: [`--auto-select-tab-capture-source-by-title=${TITLE}`],
    });
    panel = await openPanel(scenario.browser, scenario.extension, scenario.page);
    await followStates(panel, (next) => {
      if (state?.meetingId !== next.meetingId) phases = [];
      state = next;
      if (phases.at(-1) !== next.phase) phases.push(next.phase);
    });
  });
  afterEach(() => gates.open());
  afterAll(() => scenario[Symbol.asyncDispose]());

  const pictured = (act: () => Promise<void>): Promise<void> =>
    picturedWhenFailing(scenario.browser, act);

  test("starts once for two clicks on Start or two windows at once", () =>
    pictured(async () => {
      const known = await meetingIds();
      await expect.poll(() => canStart(panel)).toBe(true);
      await panel.$$eval("button", (buttons) => {
        const start = buttons.find(({ textContent }) => textContent.trim() === "Start");
        start?.click();
        start?.click();
      });
      await waitForStatus(panel, ["Recording"]);
      expect(await shownProblems(panel)).toEqual([]);
      expect(await askToStart(panel)).toMatchObject({ problem: { reason: "already-recording" } });
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);

      const answers = await Promise.all([askToStart(panel), askToStart(panel)]);
      expect(answers.filter(({ ok }) => ok).length).toBe(1);
      await waitForStatus(panel, ["Recording"]);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      expect((await meetingIds()).length).toBe(known.length + 2);
    }));

  test("stopped while connecting ends and keeps what was recorded", () =>
    pictured(async () => {
      gates.holdSessions();
      await start(panel);
      await waitForStatus(panel, ["Connecting"]);
      await expect.poll(() => state?.channels[0]?.recordedSamples ?? 0).toBeGreaterThan(0);
      await stop(panel);
      await waitForStatus(panel, ["Saving"]);
      await expect.poll(() => capturedTabId(panel)).toBeNaN();
      gates.open();
      await waitForStatus(panel, ["Saved"]);
      await expect.poll(() => phases).toEqual(["connecting", "saving", "saved"]);
      const [meeting] = await storedMeetings(panel);
      expect(meeting).toMatchObject({ state: "saved" });
      expect((await storedAudio(panel, meeting?.id ?? "")).length).toBeGreaterThan(0);
      await untilTranscribed(panel, meeting?.id ?? "", WITHIN_MS);
    }));

  test("started while the last one is being saved is separate, and both are complete", () =>
    pictured(async () => {
      gates.holdEnds();
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await stop(panel);
      await waitForStatus(panel, ["Saving"]);
      expect(await canStart(panel)).toBe(false);
      await expect.poll(() => capturedTabId(panel)).toBeNaN();
      const [first] = await meetingIds();

      expect(await askToStart(panel)).toMatchObject({ ok: true });
      await waitForStatus(panel, ["Recording"]);
      gates.open();
      await untilTranscribed(panel, first ?? "", WITHIN_MS);
      await waitForStatus(panel, ["Recording"]);
      const [second] = await meetingIds();
      expect(second).not.toBe(first);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      await untilTranscribed(panel, second ?? "", WITHIN_MS);
    }));

  test("is shown in the panel of another window, which can pause and stop it", () =>
    pictured(async () => {
      const { browser, extension, page } = scenario;
      const elsewhere = await browser.newPage({ type: "window" });
      await elsewhere.goto(page.url());
      const other = await openPanelInWindow(browser, extension, elsewhere);
      await start(panel);
      await waitForStatus(other, ["Recording"]);
      expect(await canStart(other)).toBe(false);
      await press(other, "button", "Pause");
      await waitForStatus(panel, ["Paused"]);
      await stop(other);
      await waitForStatus(panel, ["Saved"]);
      await waitForStatus(other, ["Saved"]);
      await expect.poll(() => canStart(panel)).toBe(true);
      await elsewhere.close();
    }));

  test("whose audio never arrives can be stopped, is discarded, and does not keep the next one from starting", () =>
    pictured(async () => {
      const { browser, extension } = scenario;
      const known = await meetingIds();
      const offscreen = await openOffscreen(browser, extension);
      await offscreen.evaluate(() => {
        const Context = AudioContext;
        globalThis.AudioContext = class extends Context {
          constructor(options?: AudioContextOptions) {
            super(options);
            void this.suspend();
          }
        };
      });
      await start(panel);
      await waitForStatus(panel, ["Connecting"]);
      await expect.poll(() => capturedTabId(panel)).not.toBeNaN();
      await stop(panel);
      await expect.poll(() => capturedTabId(panel)).toBeNaN();
      await expect.poll(() => canStart(panel)).toBe(true);
      const kept = async (): Promise<string[]> =>
        (await storedMeetings(panel)).filter((each) => !each.deletedAt).map(({ id }) => id);
      await expect.poll(kept).toEqual(known);
      expect(await meetingIds()).toHaveLength(known.length + 1);
      expect(await shownProblems(panel)).toEqual([]);

      await expect.poll(() => hasOffscreenDocument(browser, extension)).toBe(false);
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
    }));

  test("can start from Chrome's picker if the tab can't be captured, and the tab plays on itself", () =>
    pictured(async () => {
      const { browser, extension, page } = scenario;
      const playbacks = await tapPlayback(browser, extension);
      // On another site the permission to capture the tab is lost.
      await page.goto(page.url().replace("127.0.0.1", "localhost"));
      await start(panel);
      await waitForProblem(panel, await problemSentence("tabNotInvoked"));
      await press(panel, "button", "Choose a tab…");
      await waitForStatus(panel, ["Recording"]);
      expect(await shownProblems(panel)).toEqual([]);
      await play(page);
      await expect.poll(() => state?.channels[0]?.peak ?? 0).toBeGreaterThan(0.05);
      await expect.poll(async () => (await tabInFront(panel)).audible).toBe(true);
      expect((await tabInFront(panel)).mutedInfo.muted).toBe(false);
      expect(await playbacks()).toEqual([]);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      await pause(page);
      const [meeting] = await storedMeetings(panel);
      const sound = await storedAudio(panel, meeting?.id ?? "");
      expect(sound.some((sample) => Math.abs(sample) > 1_000)).toBe(true);
    }));

  const meetingIds = async (): Promise<string[]> =>
    (await storedMeetings(panel)).map(({ id }) => id);
});

test("a Start that waits in Chrome's picker can be stopped and repeated", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const panel = await openPanel(browser, extension, page);
    // On another site the permission to capture the tab is lost.
    await page.goto(page.url().replace("127.0.0.1", "localhost"));
    for (let times = 0; times < 2; times++) {
      await start(panel);
      await waitForProblem(panel, await problemSentence("tabNotInvoked"));
      await press(panel, "button", "Choose a tab…");
      await waitForStatus(panel, ["Connecting"]);
      await stop(panel);
      await waitForStatus(panel, ["Ready"]);
      await expect.poll(() => hasOffscreenDocument(browser, extension)).toBe(false);
      expect(await shownProblems(panel)).toEqual([]);
    }
    expect(await storedMeetings(panel)).toEqual([]);
  }));

const hasOffscreenDocument = (browser: Browser, extension: Extension): boolean =>
  browser.targets().some((target) => isOffscreenDocument(target, extension));

/** Holds the beginning and the end of speech sessions until the test opens the gates. */
function createGates() {
  let beginning = Promise.withResolvers<void>();
  let ending = Promise.withResolvers<void>();
  beginning.resolve();
  ending.resolve();
  return {
    around: (engine: SpeechEngine): SpeechEngine => ({
      async open(...args) {
        await beginning.promise;
        const recognition = await engine.open(...args);
        return {
          ...recognition,
          async finish() {
            await ending.promise;
            await recognition.finish();
          },
        };
      },
      close: () => engine.close(),
    }),
    holdSessions: () => void (beginning = Promise.withResolvers()),
    holdEnds: () => void (ending = Promise.withResolvers()),
    open() {
      beginning.resolve();
      ending.resolve();
    },
  };
}
