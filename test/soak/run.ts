/** Records a meeting with planned faults, and returns everything that the report judges. */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pause, play, playedUntil } from "../../local/browser/meeting-page.ts";
import { openOffscreen } from "../browser/offscreen-document.ts";
import { createNetwork, type Network } from "../browser/network.ts";
import { recorderThread } from "../browser/recorder-thread.ts";
import { writeSettings } from "../../local/browser/extension.ts";
import { openPanel, stop } from "../../local/browser/panel-driver.ts";
import type { UnexpectedError } from "../../core/diagnostics/unexpected-errors.ts";
import type { LiveState } from "../../core/protocol/live.ts";
import { recordingPages } from "../../local/meeting/meeting-pages.ts";
import type { LocalService } from "../../local/server.ts";
import { createTimeCodeEngine } from "../time-code/time-code-engine.ts";
import { type MemoryReading, readMemory, recordingThreads } from "../processes/held-memory.ts";
import { briefModel } from "../meetings/meeting-script.ts";
import { beginRecording, closePanel } from "../bench/recording.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { inBrowser, type Scenario } from "../browser/harness.ts";
import { judgeMeeting, type MeetingVerdict } from "../time-code/judge.ts";
import { storedErrors, storedMeetings } from "../time-code/stored.ts";
import { untilTranscribed } from "../time-code/until-transcribed.ts";
import { writeTimeCodedWav } from "../time-code/wav-file.ts";
import { planFaults, type PlannedFault } from "./fault-plan.ts";
import type { SoakOptions } from "./options.ts";
import { between, seededRandom } from "./random.ts";
import { refusedWrites } from "./refused-writes.ts";
import { describeMinute } from "./report.ts";
import { openSoundServer, type SoundServer } from "./sound-server.ts";
import { keepContexts, type Measured, openSurroundings, WITHOUT_DRAFTS } from "./surroundings.ts";
import { askState } from "../browser/panel-view.ts";

/** Length of a speech session: short, so that sessions roll over often. */
const SESSION_SECONDS = { least: 60, most: 120 };
/** Time in which code is compiled and caches fill up; a short run waits less. */
const WARM_UP_SECONDS = 120;
/** Audio beyond the end of the run, so that the page does not reach its end. */
const SPARE_SECONDS = 30;
/** The lag at Stop is caught up at little more than real time. */
const TRANSCRIBED_WITHIN_MS = 300_000;

export interface SoakOutcome {
  readonly verdict: MeetingVerdict;
  readonly playedSeconds: number;
  /** The recorder's count before Stop. */
  readonly recordedSamples: number;
  readonly sessions: SessionCount;
  readonly measured: Measured;
  /** Unexpected errors of all contexts, as Earshot logs them. */
  readonly errors: readonly UnexpectedError[];
  readonly memory: { readonly before: MemoryReading; readonly after: MemoryReading };
  /** Minutes between the two readings of memory. */
  readonly minutesBetween: number;
}

export interface SessionCount {
  readonly opened: number;
  /** Sessions that ended without Terminate and Termination. */
  readonly lost: number;
}

export async function soak(
  { minutes, hasFaults, seed }: SoakOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<SoakOutcome> {
  const random = seededRandom(seed);
  const seconds = minutes * 60;
  const sessionSeconds = between(random, SESSION_SECONDS.least, SESSION_SECONDS.most);
  const plan = hasFaults ? planFaults(seconds, random) : [];
  say(`seed ${seed}: ${plan.length} faults, sessions of ${sessionSeconds} s at most`);

  await using sound = await openSoundServer();
  if (!sound) say("PulseAudio is not installed: audio contexts die, but no sound server does.");
  await using network = createNetwork();
  await using folder = await temporaryFolder();
  const audio = join(folder.path, "time-code.wav");
  await writeTimeCodedWav(audio, seconds + SPARE_SECONDS);
  let outcome: SoakOutcome | null = null;
  await inBrowser(
    {
      engine: createTimeCodeEngine(),
      languageModel: briefModel,
      pages: recordingPages(audio),
      network,
      workerBindings: { SESSION_MAX_SECONDS: String(sessionSeconds) },
    },
    async (scenario) => {
      await writeSettings(scenario.browser, scenario.extension, { speech: WITHOUT_DRAFTS });
      outcome = await record(scenario, { seconds, plan, network, sound, say, signal });
    },
  );
  if (!outcome) throw new Error("The run has no outcome.");
  return outcome;
}

interface Course {
  readonly seconds: number;
  readonly plan: readonly PlannedFault[];
  readonly network: Network;
  readonly sound: SoundServer | null;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

async function record(scenario: Scenario, course: Course): Promise<SoakOutcome> {
  const { browser, extension, page, service } = scenario;
  const offscreen = await openOffscreen(browser, extension);
  await keepContexts(offscreen);
  await closePanel(browser, await beginRecording(scenario));
  const state = (): Promise<LiveState> => askState(offscreen);
  const threads = await recordingThreads(scenario);
  const writes = refusedWrites(await recorderThread(threads));
  const surroundings = openSurroundings({ ...course, scenario, offscreen, writes });
  const memory = (): Promise<MemoryReading> => readMemory(scenario, threads);
  await play(page);

  const warmUpSeconds = Math.min(WARM_UP_SECONDS, course.seconds / 2);
  let before: MemoryReading | null = null;
  const acts: Promise<void>[] = [];
  const failures: unknown[] = [];
  const act = (how: PlannedFault["begin"]): void => {
    const acting = async (): Promise<void> => void (await how(surroundings));
    acts.push(acting().catch((error: unknown) => void failures.push(error)));
  };
  await eachSecond(course, async (second) => {
    for (const { name, fromSecond, toSecond, begin, end } of course.plan) {
      if (fromSecond === second) course.say(`${second} s: ${name}`);
      if (fromSecond === second) act(begin);
      if (toSecond === second) act(end);
    }
    if (second === warmUpSeconds) before = await memory();
    if (second % 60 === 0)
      course.say(describeMinute(second / 60, await state(), countOf(service), await memory()));
  });
  await Promise.all(acts);
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
  service.faults.clear();
  const playedSeconds = await playedUntil(page, 0);
  await pause(page);
  const after = await memory();
  const [channel] = (await state()).channels;
  const panel = await openPanel(browser, extension, page);
  const [meeting] = await storedMeetings(panel);
  if (!meeting || !before || !channel) throw new Error("Nothing was recorded.");
  await stop(panel);
  await untilTranscribed(panel, meeting.id, TRANSCRIBED_WITHIN_MS);

  return {
    verdict: await judgeMeeting(panel, meeting.id, playedSeconds),
    playedSeconds,
    recordedSamples: channel.recordedSamples,
    sessions: countOf(service),
    measured: surroundings.measured,
    errors: await storedErrors(panel),
    memory: { before, after },
    minutesBetween: (course.seconds - warmUpSeconds) / 60,
  };
}

/** Calls `act` at every full second from 1 on. After a call that takes longer, the next ones follow at once. */
async function eachSecond(
  { seconds, signal }: Course,
  act: (second: number) => Promise<void>,
): Promise<void> {
  const begun = performance.now();
  for (let second = 1; second <= seconds; second++) {
    const ms = begun + second * 1000 - performance.now();
    await setTimeout(Math.max(0, ms), undefined, { signal });
    await act(second);
  }
}

const countOf = ({ sessions }: LocalService): SessionCount => ({
  opened: sessions.length,
  lost: sessions.filter(({ closedBy, waitedForTermination }) => {
    return closedBy !== null && waitedForTermination !== true;
  }).length,
});
