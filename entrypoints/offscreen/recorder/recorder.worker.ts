/** The recorder thread: passes commands on to `record-meeting.ts` or `transcribe-meeting.ts`, and reports failures. */

import { assertNever } from "../../../core/assert-never.ts";
import type { RecorderCommand, RecorderReport } from "../../../core/protocol/recorder.ts";
import { audioFileHandle, openWhenFree } from "../../shared/audio-file.ts";
import { delay } from "../../shared/delay.ts";
import { listenForErrors, reportUnexpected } from "../../shared/errors.ts";
import { problemOf } from "../../shared/storage-problem.ts";
import { createDurableAudioLog } from "./durable-audio-log.ts";
import type { Dependencies, Job } from "./job.ts";
import { type MeetingRecorder, recordMeeting } from "./record-meeting.ts";
import { transcribeMeeting } from "./transcribe-meeting.ts";

listenForErrors(self, "recorder thread");

/** Delays before a held file is tried again, three seconds in all; meanwhile frames queue in their port. */
const REOPEN_DELAYS_MS = [50, 100, 200, 400, 750, 1_500];

const report = (message: RecorderReport): void => postMessage(message);
const dependencies: Dependencies = {
  report,
  async openAudio(meetingId, channel) {
    const handle = await audioFileHandle(meetingId, channel, { create: true });
    const open = () => handle.createSyncAccessHandle();
    return createDurableAudioLog(await openWhenFree(open, REOPEN_DELAYS_MS, delay));
  },
};

/** Null: no recording, or it could not begin. */
let recorder: Promise<MeetingRecorder | null> = Promise.resolve(null);
/** Null: none is under way. */
let transcription: Pick<Job, "configure"> | null = null;

addEventListener("message", ({ data }: MessageEvent<RecorderCommand<MessagePort>>) => {
  switch (data.type) {
    case "record":
      recorder = recordMeeting(data.plan, data.channels, dependencies).catch((error: unknown) => {
        fail("starting a recording", error);
        return null;
      });
      return;
    case "transcribe":
      transcribeMeeting(data, dependencies, (job) => (transcription = job)).then(
        (refusal) => refusal && report({ type: "failed", problem: refusal }),
        (error: unknown) => fail("starting a transcription", error),
      );
      return;
    case "source":
      return tell((running) => running.source(data.channel, data.problem));
    case "frames":
      return tell((running) => running.frames(data.channel, data.frames));
    case "audio-lost":
      return tell((running) => running.audioLost(data.isLost));
    case "label":
      return tell((running) => running.label(data.channel, data.label));
    case "muted":
      return tell((running) => running.muted(data.channel, data.isMuted));
    case "bookmark":
      return tell((running) => running.bookmark());
    case "long-silence":
      return tell((running) => running.longSilence(data.found));
    case "configure":
      transcription?.configure(data.settings);
      return tell((running) => running.configure(data.settings));
    case "insights":
      return tell((running) => running.insights(data.problem));
    case "end":
      tell((running) => running.end(data.problem));
      // A recording that ends takes no more commands.
      recorder = Promise.resolve(null);
      return;
    default:
      assertNever(data);
  }
});

function tell(act: (running: MeetingRecorder) => Promise<void> | void): void {
  recorder
    .then((running) => running && act(running))
    .catch(reportUnexpected("a command to the recorder"));
}

function fail(what: string, error: unknown): void {
  reportUnexpected(what)(error);
  report({ type: "failed", problem: problemOf(error) });
}
