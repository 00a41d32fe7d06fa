/** Records meetings of time-coded audio in a browser, one after the other, and judges each. */

import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { expect, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { type BehaviourOverrides, INSTANT } from "../../local/behaviour.ts";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { openPanel, start, stop } from "../../local/browser/panel-driver.ts";
import { recordingPages } from "../../local/meeting/meeting-pages.ts";
import { createTimeCodeEngine } from "../time-code/time-code-engine.ts";
import { briefModel } from "../meetings/meeting-script.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { type CuedEngine, createCuedEngine } from "../time-code/cued-engine.ts";
import { judgeMeeting } from "../time-code/judge.ts";
import { storedMeetings, storedAudioBytes, storedErrors } from "../time-code/stored.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { writeTimeCodedWav } from "../time-code/wav-file.ts";
import { openScenario, type Scenario } from "./harness.ts";

const TRANSCRIBED_WITHIN_MS = 60_000;
const BEGUN = { timeout: 30_000, interval: 50 };
/** Audio that is still on its way through the browser when the page pauses. */
const MAX_MISSING_END_MS = 300;
/**
 * On a busy machine Chrome's capture drops audio, 10 ms at a time. This bound only proves that something was recorded; samples
 * lost after the audio thread are logged as unexpected errors.
 */
const MAX_LOST_BY_CAPTURE = 0.3;

export interface TimeCodedScenario extends Scenario {
  readonly engine: CuedEngine;
  readonly panel: Page;
}

export interface TimeCodedOptions {
  /** Length of the longest meeting. */
  readonly seconds: number;
  readonly behaviour?: BehaviourOverrides;
  readonly profileDir?: string;
  /** The microphone plays time-coded audio too, with numbers from `FIRST_OF_MICROPHONE` on. */
  readonly hasMicrophone?: boolean;
}

export const FIRST_OF_MICROPHONE = 50_000;
const MICROPHONE_SECONDS = 180;

/** Opens a browser with the panel. The service answers quickly, but pads turns as usual. The caller disposes of it. */
export async function openTimeCoded(options: TimeCodedOptions): Promise<TimeCodedScenario> {
  const { seconds, behaviour, profileDir, hasMicrophone = false } = options;
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await temporaryFolder());
  const sound = join(folder.path, "time-code.wav");
  await writeTimeCodedWav(sound, seconds + 1);
  const microphone = join(folder.path, "microphone.wav");
  if (hasMicrophone) await writeTimeCodedWav(microphone, MICROPHONE_SECONDS, FIRST_OF_MICROPHONE);
  const engine = createCuedEngine(createTimeCodeEngine());
  const scenario = opening.use(
    await openScenario({
      engine,
      languageModel: briefModel,
      behaviour: { ...INSTANT, ...behaviour },
      pages: recordingPages(sound),
      ...(profileDir !== undefined && { profileDir }),
      ...(hasMicrophone && { microphone }),
    }),
  );
  // No notes: with the insights of so many turns, the gateway's rate limit would delay them by a minute.
  const notes = { ...DEFAULT_SETTINGS.notes, chosen: [] };
  // No drafts: the engine can't read numbers that are tones.
  const speech = { ...DEFAULT_SETTINGS.speech, draftWhileAway: false };
  await writeSettings(scenario.browser, scenario.extension, { notes, speech });
  const panel = await openPanel(scenario.browser, scenario.extension, scenario.page);
  const resources = opening.move();
  return {
    ...scenario,
    engine,
    panel,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/**
 * Starts a recording and then the page's audio.
 * @returns Id of the meeting
 */
export async function beginMeeting({ panel, page }: TimeCodedScenario): Promise<string> {
  const known = new Set((await storedMeetings(panel)).map(({ id }) => id));
  await page.$eval("audio#meeting", (audio) => void (audio.currentTime = 0));
  await start(panel);
  const meetingId = await vi.waitUntil(async () => {
    const meeting = (await storedMeetings(panel)).find(({ id }) => !known.has(id));
    return meeting && (await storedAudioBytes(panel, meeting.id)) > 0 && meeting.id;
  }, BEGUN);
  await play(page);
  return meetingId;
}

/**
 * Plays the page up to this second, then pauses it.
 * @returns Played seconds
 */
export async function playUntil({ page }: TimeCodedScenario, seconds: number): Promise<number> {
  const inTime = AbortSignal.timeout(2_000 * seconds + 30_000);
  const played = await playedUntil(page, seconds, inTime);
  await pause(page);
  return played;
}

/** Clicks Stop and waits until everything on disk is transcribed. */
export async function endMeeting({ panel }: TimeCodedScenario, meetingId: string): Promise<void> {
  await stop(panel);
  await untilTranscribed(panel, meetingId, TRANSCRIBED_WITHIN_MS);
}

const FAULTLESS = { lost: [], doubled: [], invented: [], disordered: [] };

/** Expects every captured number on disk, and once and in order in the transcript. */
export async function expectWhole(
  { panel }: Pick<TimeCodedScenario, "panel">,
  meetingId: string,
  playedSeconds: number,
): Promise<void> {
  const verdict = await judgeMeeting(panel, meetingId, playedSeconds);
  const { disk, transcript } = verdict;
  expect(transcript).toMatchObject(FAULTLESS);
  expect({ ...disk, lost: [] }).toMatchObject(FAULTLESS);
  expect(disk.expected).toBeGreaterThan(0);
  expect(disk.lost.length).toBeLessThanOrEqual(disk.expected * MAX_LOST_BY_CAPTURE);
  expect(verdict.missingEndMs).toBeLessThanOrEqual(MAX_MISSING_END_MS);
  expect(await storedErrors(panel)).toEqual([]);
}
