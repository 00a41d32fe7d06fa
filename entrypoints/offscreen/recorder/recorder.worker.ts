/** The recorder thread. It is told what to do and reports; the work itself is `meeting.ts` and `transcription.ts`. */

import { assertNever } from "../../../core/assert-never.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import { type MeetingRecorder, recordMeeting } from "./record-meeting.ts";
import type { RecorderCommand, RecorderReport } from "../../../core/protocol/recorder.ts";
import { listenForErrors } from "../../shared/errors.ts";
import { openAudioLog } from "./audio-log.ts";
import { transcribeMeeting } from "./transcribe-meeting.ts";

listenForErrors(self, "recorder thread");

const report = (message: RecorderReport): void => postMessage(message);
const dependencies = { report, openAudio: openAudioLog };
const failed = (found: Problem): void => report({ type: "failed", problem: found });
const diskFailed = (error: unknown): Problem => problem("disk-failed", String(error));

/** Null: there is none, or it could not begin. */
let recorder: Promise<MeetingRecorder | null> = Promise.resolve(null);

addEventListener("message", ({ data }: MessageEvent<RecorderCommand<MessagePort>>) => {
  switch (data.type) {
    case "record":
      recorder = recordMeeting(data.plan, data.channels, dependencies).catch((error: unknown) => {
        failed(diskFailed(error));
        return null;
      });
      return;
    case "transcribe":
      void transcribeMeeting(data, dependencies)
        .catch(diskFailed)
        .then((refusal) => refusal && failed(refusal));
      return;
    case "source":
      void recorder.then((running) => running?.source(data.channel, data.problem));
      return;
    case "label":
      void recorder.then((running) => running?.label(data.channel, data.label));
      return;
    case "muted":
      void recorder.then((running) => running?.muted(data.channel, data.isMuted));
      return;
    case "bookmark":
      void recorder.then((running) => running?.bookmark());
      return;
    case "configure":
      void recorder.then((running) => running?.configure(data.settings));
      return;
    case "insights":
      void recorder.then((running) => running?.insights(data.problem));
      return;
    case "end":
      void recorder.then((running) => running?.end(data.problem));
      // What is ending hears no more commands.
      recorder = Promise.resolve(null);
      return;
    default:
      assertNever(data);
  }
});
