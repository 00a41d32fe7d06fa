import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { writeSettings } from "../../local/browser/extension.ts";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import {
  chooseExport,
  download,
  openPanel,
  start,
  stop,
  summarize,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { scriptUntil } from "../local/sample-meeting.ts";
import { wordErrors } from "../local/word-error-rate.ts";
import { inBrowser, withoutWords } from "./harness.ts";
import { readTurns } from "./panel-view.ts";

/** First turns of the sample meeting, up to the middle of a pause. */
const PLAYED_SECONDS = 26.3;
/** docs/benchmarks.md has 2.8 % for the whole meeting. A busy machine drops audio now and then. */
const MAX_WORD_ERRORS = 0.1;

test("a fresh profile without a network records, writes punctuated words, makes notes and exports", async () => {
  const refused = { browserArgs: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"] };

  await inBrowser({ ...withoutWords(), ...refused }, async (scenario) => {
    const { browser, extension, page, service, downloads } = scenario;
    await writeSettings(browser, extension, { workerUrl: "", accessCode: "" });
    const panel = await openPanel(browser, extension, page);
    await start(panel);
    await waitForStatus(panel, ["Recording", "Catching up"]);
    await play(page);
    const playedSeconds = await playedUntil(page, PLAYED_SECONDS);
    await pause(page);
    await stop(panel);
    await waitForStatus(panel, ["Saved"]);

    const words = (await readTurns(panel)).map((turn) => turn.words).join(" ");
    const errors = wordErrors(await scriptUntil(playedSeconds * 1000), words);
    expect(errors.rate).toBeLessThan(MAX_WORD_ERRORS);
    expect(words).toMatch(/^[A-Z].*, .*\?.*\.$/);

    await summarize(panel);
    const markdown = await readFile(
      await download(downloads, () => chooseExport(panel, "Markdown notes")),
      "utf8",
    );
    expect(markdown).toContain("not written by a language model");
    expect(markdown).toContain("## Decisions");
    // Neither the team's service nor the speech service was asked for anything.
    expect(service.sessions).toEqual([]);
  });
});
