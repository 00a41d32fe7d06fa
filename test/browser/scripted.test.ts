import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import { INSTANT } from "../../local/behaviour.ts";
import {
  download,
  chooseExport,
  openPanel,
  start,
  stop,
  summarize,
  waitForStatus,
} from "../../local/browser/panel-driver.ts";
import { play } from "../../local/browser/meeting-page.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import type { LanguageModel } from "../../core/language/language-request.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { inBrowser } from "./harness.ts";
import { readTurns } from "./panel-view.ts";

const SCRIPT = [
  { text: "Good morning, everyone.", startMs: 300, endMs: 1_200 },
  { text: "Shall we begin?", startMs: 2_500, endMs: 3_400 },
  { text: "The <b>budget</b> is 5,000 & rising.", startMs: 4_500, endMs: 6_000 },
];

/** Answers with the length of the turn, so that every insight is predictable. */
const countingModel: LanguageModel = {
  complete: async (messages) => {
    const asked = messages.at(-1)?.content ?? "";
    const turn = asked.replace(/^[^]*Transcript: /, "");
    const content =
      turn === asked ? "## Summary\n- All went well [1]." : `${turn.length} characters.`;
    return { content, finishReason: "stop", inputTokens: 1, outputTokens: 1 };
  },
};

test("every turn is shown exactly once although the panel was closed during the meeting", async () => {
  const options = {
    engine: createScriptedEngine(SCRIPT),
    languageModel: countingModel,
    behaviour: INSTANT,
    pages: meetingPages,
  };

  await inBrowser(options, async ({ browser, extension, page, service, downloads }) => {
    const first = await openPanel(browser, extension, page);
    await start(first);
    await waitForStatus(first, ["Recording", "Catching up"]);
    await play(page);
    await vi.waitUntil(
      async () => (await readTurns(first)).some(({ insight }) => insight !== null),
      LONG,
    );
    await first.close();
    // The second turn is spoken while no panel is open, and the third begins.
    await vi.waitUntil(() => (service.sessions[0]?.audioMs ?? 0) > 5_000, LONG);

    const panel = await openPanel(browser, extension, page);
    await waitForStatus(panel, ["Recording", "Catching up"]);
    await vi.waitUntil(async () => (await readTurns(panel)).length === 3, LONG);
    await vi.waitUntil(
      async () => (await readTurns(panel)).every(({ insight }) => insight !== null),
      LONG,
    );
    await stop(panel);
    await waitForStatus(panel, ["Saved"]);

    expect(await readTurns(panel)).toEqual([
      {
        time: "0:00",
        speaker: "Speaker A",
        words: SCRIPT[0]?.text,
        insight: "23 characters.",
        isPartial: false,
      },
      {
        time: "0:02",
        speaker: "Speaker A",
        words: SCRIPT[1]?.text,
        insight: "15 characters.",
        isPartial: false,
      },
      {
        time: "0:04",
        speaker: "Speaker A",
        words: SCRIPT[2]?.text,
        insight: "36 characters.",
        isPartial: false,
      },
    ]);
    await summarize(panel);
    const file = await download(downloads, () => chooseExport(panel, "Markdown notes"));
    expect(file).toMatch(/\.md$/);
    const markdown = await readFile(file, "utf8");
    expect(markdown).toContain("All went well");
    expect(markdown).toContain("Good morning, everyone.");
  });
});

const LONG = { timeout: 30_000, interval: 50 };
