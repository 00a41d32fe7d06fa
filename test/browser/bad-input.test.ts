import { describe, expect, test } from "vitest";
import { INSTANT } from "../../local/behaviour.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { play } from "../../local/browser/meeting-page.ts";
import {
  openPanel,
  shownLength,
  shownProblems,
  start,
  waitForProblem,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { meetingPages } from "../../local/meeting/pages.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { inBrowser, type Scenario } from "./harness.ts";
import { problemSentence } from "./sentence.ts";

/** Nobody speaks, no model is asked. */
const inQuietBrowser = (act: (scenario: Scenario) => Promise<void>): Promise<void> =>
  inBrowser(
    {
      engine: createScriptedEngine([]),
      languageModel: { complete: () => Promise.reject(new Error("no model")) },
      behaviour: INSTANT,
      pages: meetingPages,
    },
    act,
  );

describe("a service that does not serve: the panel says why, and the recording goes on", () => {
  const cases: readonly {
    readonly what: string;
    readonly problem: string;
    readonly breakIt: (scenario: Scenario) => Promise<void> | void;
  }[] = [
    {
      what: "the Worker URL leads nowhere",
      problem: "workerUnreachable",
      breakIt: ({ browser, extension }) =>
        writeSettings(browser, extension, { workerUrl: "https://earshot.invalid" }),
    },
    {
      what: "the Worker URL leads to something else",
      problem: "workerAnswerInvalid",
      breakIt: ({ browser, extension, page }) =>
        writeSettings(browser, extension, { workerUrl: new URL(page.url()).origin }),
    },
    {
      what: "the access code is wrong",
      problem: "accessCodeRefused",
      breakIt: ({ browser, extension }) =>
        writeSettings(browser, extension, { accessCode: "not-the-code" }),
    },
    {
      what: "the speech service refuses tokens",
      problem: "workerUpstreamFailed",
      breakIt: ({ service }) =>
        service.faults.schedule({ type: "refuse-token", status: 503 }, { times: 100 }),
    },
    {
      what: "the speech service hangs up",
      problem: "speechInterrupted",
      breakIt: ({ service }) => service.faults.schedule({ type: "drop" }, { times: 100 }),
    },
  ];

  test.each(cases)("$what", ({ problem, breakIt }) =>
    inQuietBrowser(async (scenario) => {
      await breakIt(scenario);
      const panel = await openPanel(scenario.browser, scenario.extension, scenario.page);
      await start(panel);
      await waitForProblem(panel, await problemSentence(problem));
      const then = await shownLength(panel);
      await expect.poll(() => shownLength(panel)).not.toBe(then);
    }),
  );
});

describe("a page other than the one the toolbar button was pressed on: the panel says what to do", () => {
  test.each([
    ["another site", (address: string) => address.replace("127.0.0.1", "localhost")],
    ["a page of Chrome's own", () => "chrome://version"],
  ])("%s", (_what, addressOf) =>
    inQuietBrowser(async ({ browser, extension, page }) => {
      const panel = await openPanel(browser, extension, page);
      await page.goto(addressOf(page.url()));
      await start(panel);
      await waitForProblem(panel, await problemSentence("tabNotInvoked"));
    }),
  );
});

test("a tab without sound is noticed, and the warning goes when sound comes", () =>
  inQuietBrowser(async ({ browser, extension, page }) => {
    const panel = await openPanel(browser, extension, page);
    await start(panel);
    await waitForProblem(panel, await problemSentence("tabSilent", await page.title()));
    await play(page);
    await expect.poll(() => shownProblems(panel)).toEqual([]);
    await waitForStatus(panel, ["Recording"]);
  }));
