/** If the day's budget is spent, the panel says so and the recording continues; its transcript waits for the next budget. */

import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { INSTANT } from "../../local/behaviour.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { play, playedUntil } from "../../local/browser/meeting-page.ts";
import {
  openPanel,
  shownProblems,
  start,
  stop,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { inBrowser } from "../browser/harness.ts";
import { problemSentence } from "../browser/sentence.ts";
import { readTurns, waitForProblem } from "../browser/panel-view.ts";

test("a recording without budget is kept, and the speech service gets no request", () =>
  inBrowser(
    {
      engine: createScriptedEngine([{ text: "Good morning.", startMs: 300, endMs: 1_200 }]),
      languageModel: { complete: () => Promise.reject(new Error("no model")) },
      behaviour: INSTANT,
      pages: meetingPages,
      workerBindings: { DAILY_SESSION_MINUTES: "0" },
    },
    async ({ browser, extension, page, service }) => {
      const speech = { ...DEFAULT_SETTINGS.speech, draftWhileAway: false };
      await writeSettings(browser, extension, { speech });
      const panel = await openPanel(browser, extension, page);
      await start(panel);
      const sentence = await problemSentence("workerBudgetSpent");
      await waitForProblem(panel, `${sentence} ${await problemSentence("recordingGoesOn")}`);
      await play(page);
      await playedUntil(page, 4);
      await stop(panel);
      await waitForProblem(panel, `${sentence} ${await problemSentence("recordingKept")}`);
      await waitForStatus(panel, ["Reconnecting"]);
      expect((await shownProblems(panel)).join(" ")).toContain("0 of its 0 session minutes left");
      expect(await readTurns(panel)).toEqual([]);
      expect(service.requests).toEqual([]);
    },
  ));
