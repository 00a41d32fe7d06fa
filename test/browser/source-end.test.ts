import { readFile } from "node:fs/promises";
import type { Page } from "puppeteer-core";
import { describe, expect, test } from "vitest";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import {
  download,
  chooseExport,
  openPanel,
  shownProblems,
  start,
  stop,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { play, playedUntil } from "../../local/browser/meeting-page.ts";
import {
  actOnTab,
  capturedTabId,
  forbidDiscarding,
  isDiscardable,
  killServiceWorker,
  spyOnServiceWorker,
} from "./chrome-api.ts";
import { windowDelays } from "./delay.ts";
import { followStates, inBrowser, type Scenario, withoutWords } from "./harness.ts";
import { audioOfPage, samplesOfWav } from "./played-audio.ts";
import { problemSentence } from "./sentence.ts";
import { waitForProblem } from "./panel-view.ts";

const SECONDS = 5;

/** A second tab keeps the window open when the first is closed. */
const inQuietBrowser = (act: (scenario: Scenario) => Promise<void>): Promise<void> =>
  inBrowser(withoutWords(), async (scenario) => {
    await scenario.browser.newPage();
    await scenario.page.bringToFront();
    await act(scenario);
  });

interface Recorded {
  readonly panel: Page;
  readonly tabId: number;
  readonly states: readonly LiveState[];
  recordedSamples(): number;
  /** Waits until one more second is on disk, and some of it is not silence. */
  hearMore(): Promise<void>;
}

async function record({ browser, extension, page }: Scenario): Promise<Recorded> {
  const panel = await openPanel(browser, extension, page);
  return recordIn(panel, page);
}

async function recordIn(panel: Page, page: Page): Promise<Recorded> {
  const states: LiveState[] = [];
  await followStates(panel, (state) => states.push(state));
  await start(panel);
  await waitForStatus(panel, ["Recording"]);
  await play(page);
  const recordedSamples = (): number => states.at(-1)?.channels[0]?.recordedSamples ?? 0;
  return {
    panel,
    tabId: await capturedTabId(panel),
    states,
    recordedSamples,
    async hearMore() {
      const [first, firstSamples] = [states.length, recordedSamples()];
      await expect.poll(recordedSamples).toBeGreaterThan(firstSamples + SAMPLE_RATE);
      const peaks = (): number[] =>
        states.slice(first).map((state) => state.channels[0]?.peak ?? 0);
      await expect.poll(() => Math.max(...peaks())).toBeGreaterThan(0);
    },
  };
}

describe("a meeting whose tab is", () => {
  test.each([
    ["closed", ({ page }: Scenario) => page.close()],
    [
      "discarded",
      async ({ browser }: Scenario, { panel, tabId }: Recorded) => {
        const others = await browser.pages();
        await others.at(-1)?.bringToFront();
        await actOnTab(panel, "discard", tabId);
      },
    ],
  ])("%s ends, gives the reason and keeps its audio", (_, takeAway) =>
    inQuietBrowser(async (scenario) => {
      const { page, downloads } = scenario;
      const recorded = await record(scenario);
      const { panel } = recorded;
      const played = await audioOfPage(page, await playedUntil(page, SECONDS));
      const before = recorded.recordedSamples();
      await takeAway(scenario, recorded);

      await waitForStatus(panel, ["Saved"]);
      await waitForProblem(panel, await problemSentence("tabEnded"));
      const wav = await readFile(await download(downloads, () => chooseExport(panel, "WAV audio")));
      const samples = samplesOfWav(wav);
      expect(samples.length).toBeGreaterThanOrEqual(before);
      expect(lastPlayedSecond(played, samples)).toBeGreaterThan(SECONDS - 1.5);
    }),
  );
});

test("a recording survives a crash of the page, which the panel reports until it is reloaded", () =>
  inQuietBrowser(async (scenario) => {
    const { page } = scenario;
    const recorded = await record(scenario);
    const { panel, tabId } = recorded;
    await recorded.hearMore();
    const session = await page.createCDPSession();
    const crash = expect(session.send("Page.crash")).rejects.toThrow(/crashed|closed/);

    const sentence = await problemSentence("tabCrashed");
    await waitForProblem(panel, sentence);
    await actOnTab(panel, "reload", tabId);
    await expect
      .poll(() => shownProblems(panel))
      .not.toContainEqual(expect.stringContaining(sentence));
    await crash;
    await play(page);
    await recorded.hearMore();
    await waitForStatus(panel, ["Recording"]);
    await expect.poll(() => shownProblems(panel)).toEqual([]);
    expect(new Set(recorded.states.map(({ meetingId }) => meetingId)).size).toBe(1);
  }));

describe("a recording continues without a problem if the tab shows", () => {
  test.each([
    ["the same page, reloaded", (address: string) => address],
    ["another page of the site", (address: string) => `${address}?room=2`],
    ["another site", (address: string) => address.replace("127.0.0.1", "localhost")],
  ])("%s", (_, next) =>
    inQuietBrowser(async (scenario) => {
      const { page } = scenario;
      const recorded = await record(scenario);
      await recorded.hearMore();
      const before = recorded.states.length;
      await page.goto(next(page.url()));
      await play(page);
      await recorded.hearMore();

      await waitForStatus(recorded.panel, ["Recording"]);
      const since = recorded.states.slice(before);
      expect(since.flatMap(({ problems }) => problems)).toEqual([]);
      expect(new Set(since.map(({ phase }) => phase))).toEqual(new Set(["recording"]));
    }),
  );
});

describe("a captured tab", () => {
  test("can be discarded only after Stop, even if the service worker dies in between", () =>
    inQuietBrowser(async (scenario) => {
      const { browser, extension } = scenario;
      const { panel, tabId } = await record(scenario);
      await expect.poll(() => isDiscardable(panel, tabId)).toBe(false);
      await killServiceWorker(browser, extension);
      expect(await isDiscardable(panel, tabId)).toBe(false);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      await expect.poll(() => isDiscardable(panel, tabId)).toBe(true);
    }));

  test("can be discarded once another tab is recorded, which can't", () =>
    inQuietBrowser(async (scenario) => {
      const { browser, extension, page } = scenario;
      const { panel, tabId } = await record(scenario);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      const another = await browser.newPage();
      await another.goto(page.url());
      await extension.triggerAction(another);
      await start(panel);
      await waitForStatus(panel, ["Recording"]);
      const anotherId = await capturedTabId(panel);
      expect(anotherId).not.toBe(tabId);
      await expect.poll(() => isDiscardable(panel, anotherId)).toBe(false);
      await expect.poll(() => isDiscardable(panel, tabId)).toBe(true);
    }));

  test("stays undiscardable after Stop if another extension forbade discarding", () =>
    inQuietBrowser(async ({ browser, extension, page }) => {
      const panel = await openPanel(browser, extension, page);
      await forbidDiscarding(panel);
      const spy = await spyOnServiceWorker(browser, extension);
      const { tabId } = await recordIn(panel, page);
      await stop(panel);
      await waitForStatus(panel, ["Saved"]);
      await expect.poll(async () => (await spy.calls()).at(-1)).toBe("let sleep");
      expect(await isDiscardable(panel, tabId)).toBe(false);
    }));
});

test("the machine stays awake while recording, and an update waits until Earshot is idle", () =>
  inQuietBrowser(async (scenario) => {
    const { browser, extension, service } = scenario;
    const spy = await spyOnServiceWorker(browser, extension);
    const { panel } = await record(scenario);
    await spy.offerUpdate();
    await panel.close();
    await expect.poll(() => service.sessions[0]?.audioMs).toBeGreaterThan(2_000);
    expect(await spy.calls()).toEqual(["keep awake: system"]);

    await scenario.page.close();
    await expect.poll(() => spy.calls()).toEqual(["keep awake: system", "let sleep", "reload"]);
  }));

/** Returns the last second of the played audio that the recording contains. */
function lastPlayedSecond(played: Int16Array, recorded: Int16Array): number {
  const windows = windowDelays(played, recorded, {
    windowSamples: SAMPLE_RATE / 2,
    hopSamples: SAMPLE_RATE / 4,
    firstSearchSamples: 5 * SAMPLE_RATE,
    nextSearchSamples: SAMPLE_RATE / 5,
  });
  const last = windows.findLast(({ likeness }) => likeness > 0.8);
  return last ? last.playedSample / SAMPLE_RATE : Number.NaN;
}
