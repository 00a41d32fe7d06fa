/**
 * Notes of a meeting of three hours and 2,000 turns, requested in the panel and made in the offscreen document, through the
 * Worker, by the local language model: time from the click on "Summarize meeting" until the notes are shown, and number of
 * requests. The local model says nothing about a real one, so its time is listed separately; the rest is Earshot's: reading the
 * transcript, prompts, Worker, stream, check of citations, database, rendering. Also the CPU time of the main thread that panel
 * and offscreen document share, and on Linux the peak of resident memory.
 *
 * Goal: Earshot adds little to the time of the model.
 */

import type { CDPSession, Page } from "puppeteer-core";
import type { Turn } from "../../../core/meeting.ts";
import { press } from "../../../local/browser/panel-driver.ts";
import { createExtractiveModel } from "../../../core/language/extractive/extractive-model.ts";
import type { LanguageModel } from "../../../core/language/language-request.ts";
import { inBrowser, type Scenario, withoutWords } from "../../browser/harness.ts";
import { longMeeting } from "../../local/long-meeting.ts";
import type { Figure, Row } from "../figure.ts";
import { type MemoryPeak, peakRows, watchMemory } from "../../processes/memory-peak.ts";
import { openMainThread, taskMs } from "../main-thread.ts";
import {
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeMeeting,
} from "../../meetings/stored-meeting.ts";

const TURNS = 2_000;
const HOURS_MS = 3 * 3_600_000;
const MAX_OWN_SECONDS = 3;
const MAX_MB = 100;
const WITHIN_MS = 120_000;
const NAME = "Notes of 3 h";
const MADE = 'article[aria-label="Notes"]:not([aria-busy])';

interface Making {
  readonly seconds: number;
  readonly modelSeconds: number;
  readonly requests: number;
  readonly mainThreadMs: number;
  readonly peak: MemoryPeak;
}

export const notes: Figure = async ({ runs, say, signal }) => {
  const makings: Making[] = [];
  const model = timedModel();
  await inBrowser({ ...withoutWords(), languageModel: model }, async (scenario) => {
    for (let run = 0; run < runs; run++) {
      signal.throwIfAborted();
      const id = `long ${run}`;
      const keeper = await openKeeper(scenario.browser, scenario.extension);
      await storeMeeting(keeper, meetingOf(id, HOURS_MS, run + 1), turnsOf(id));
      await keeper.close();
      const making = await makeOnce(scenario, model);
      makings.push(making);
      say(`run ${run + 1}: ${making.seconds.toFixed(2)} s, ${making.requests} requests`);
    }
  });
  return rowsOf(makings);
};

interface TimedModel extends LanguageModel {
  /** Returns the model's working time and number of requests since the last call. */
  take(): Pick<Making, "modelSeconds" | "requests">;
}

function timedModel(): TimedModel {
  const model = createExtractiveModel();
  let ms = 0;
  let requests = 0;
  return {
    async complete(messages, maxTokens) {
      const before = performance.now();
      const completion = await model.complete(messages, maxTokens);
      ms += performance.now() - before;
      requests++;
      return completion;
    },
    take() {
      const taken = { modelSeconds: ms / 1000, requests };
      ms = 0;
      requests = 0;
      return taken;
    },
  };
}

/** Adds times of every word, as a speech service does. */
const turnsOf = (meetingId: string): readonly Turn[] =>
  longMeeting(TURNS).turns.map((turn) => {
    const texts = turn.text.split(" ");
    const wordMs = (turn.endMs - turn.startMs) / texts.length;
    const words = texts.map((text, index) => ({
      text,
      startMs: turn.startMs + index * wordMs,
      endMs: turn.startMs + (index + 1) * wordMs,
      confidence: 0.95,
    }));
    return { ...turn, meetingId, words };
  });

async function makeOnce({ browser, extension }: Scenario, model: TimedModel): Promise<Making> {
  const panel = await openPanelInTab({ browser, extension });
  await panel.waitForSelector('[role="log"][aria-busy="false"]');
  await press(panel, "tab", "Notes");
  const thread = await openMainThread(panel);
  const memoryPeak = await watchMemory(panel);
  model.take();
  const measured = await untilMade(panel, thread);
  const making = { ...measured, ...model.take(), peak: await memoryPeak() };
  await panel.close();
  return making;
}

async function untilMade(
  panel: Page,
  thread: CDPSession,
): Promise<Pick<Making, "seconds" | "mainThreadMs">> {
  const taskBefore = await taskMs(thread);
  const before = performance.now();
  await press(panel, "button", "Summarize meeting");
  await panel.waitForSelector(MADE, { timeout: WITHIN_MS });
  const seconds = (performance.now() - before) / 1000;
  return { seconds, mainThreadMs: (await taskMs(thread)) - taskBefore };
}

function rowsOf(makings: readonly Making[]): Row[] {
  const row = (figure: string, unit: string, of: (making: Making) => number): Row => ({
    figure,
    unit,
    values: makings.map(of),
  });
  return [
    row(NAME, "s", ({ seconds }) => seconds),
    row(`${NAME}: requests`, "requests", ({ requests }) => requests),
    {
      ...row(
        `${NAME}: without the model`,
        "s",
        ({ seconds, modelSeconds }) => seconds - modelSeconds,
      ),
      goal: { of: "median", atMost: MAX_OWN_SECONDS },
    },
    row(`${NAME}: main thread of the extension`, "ms", ({ mainThreadMs }) => mainThreadMs),
    ...peakRows(
      NAME,
      makings.map(({ peak }) => peak),
      MAX_MB,
    ),
  ];
}
