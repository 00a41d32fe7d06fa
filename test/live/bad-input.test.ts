import { describe, expect, test } from "vitest";
import { writeSettings } from "../../local/browser/extension.ts";
import { play } from "../../local/browser/meeting-page.ts";
import {
  openPanel,
  shownProblems,
  start,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { inBrowser, type Scenario, withoutWords } from "../browser/harness.ts";
import { problemSentence } from "../browser/sentence.ts";
import { shownLength, waitForProblem } from "../browser/panel-view.ts";

describe("the panel gives the reason and the recording continues if", () => {
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
    inBrowser(withoutWords(), async (scenario) => {
      await breakIt(scenario);
      const panel = await openPanel(scenario.browser, scenario.extension, scenario.page);
      await start(panel);
      await waitForProblem(panel, await problemSentence(problem));
      const then = await shownLength(panel);
      await expect.poll(() => shownLength(panel)).not.toBe(then);
    }),
  );
});

describe("the panel asks for a click on the toolbar button if the tab has moved on to", () => {
  test.each([
    ["another site", (address: string) => address.replace("127.0.0.1", "localhost")],
    ["one of Chrome's own pages", () => "chrome://version"],
  ])("%s", (_what, addressOf) =>
    inBrowser(withoutWords(), async ({ browser, extension, page }) => {
      const panel = await openPanel(browser, extension, page);
      await page.goto(addressOf(page.url()));
      await start(panel);
      await waitForProblem(panel, await problemSentence("tabNotInvoked"));
    }),
  );
});

test("the warning about a silent tab disappears when the tab plays audio", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const panel = await openPanel(browser, extension, page);
    await start(panel);
    await waitForProblem(panel, await problemSentence("tabSilent", await page.title()));
    await play(page);
    await expect.poll(() => shownProblems(panel)).toEqual([]);
    await waitForStatus(panel, ["Recording"]);
  }));
