/** The recorder thread. It is told to begin and to end, and reports; the meeting itself is `meeting.ts`. */

import { type Problem, problem } from "../../../core/problem.ts";
import { type MeetingRecorder, recordMeeting } from "./meeting.ts";
import type { RecorderCommand, RecorderReport } from "./protocol.ts";

const report = (message: RecorderReport): void => postMessage(message);

/** Null: there is none, or it could not begin. */
let recorder: Promise<MeetingRecorder | null> | null = null;

addEventListener("message", ({ data }: MessageEvent<RecorderCommand>) => {
  switch (data.type) {
    case "begin":
      recorder = recordMeeting(data.plan, data.channels, report).catch((error: unknown) => {
        report({ type: "failed", problem: problem("disk-failed", String(error)) });
        return null;
      });
      return;
    case "end":
      void end(data.problem);
  }
});

async function end(reason: Problem | null): Promise<void> {
  const running = await recorder;
  await running?.end(reason);
  report({ type: "finished" });
}
