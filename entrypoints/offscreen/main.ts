/** The offscreen document: does what the service worker asks, and tells it the phase. Decides nothing about the meeting. */

import { browser } from "wxt/browser";
import { fail, ok } from "../../core/problem.ts";
import type {
  ControlMessage,
  MeetingPlan,
  StartResult,
  StopResult,
} from "../../core/protocol/control.ts";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { reportSurprise } from "../shared/report-surprise.ts";
import { type Recording, startRecording } from "./recording.ts";

/** Set from the moment of Start, so that a second Start finds it. */
let recording: Promise<Recording | null> | null = null;

browser.runtime.onMessage.addListener((message: ControlMessage, _sender, respond) => {
  if (message.to !== "offscreen") return false;
  const answer = message.type === "capture-tab" ? start(message.streamId, message.plan) : stop();
  void answer.catch((error: unknown) => fail("unexpected", String(error))).then(respond);
  return true;
});

async function start(streamId: string, plan: MeetingPlan): Promise<StartResult> {
  if (recording) return fail("already-recording");
  const attempt = startRecording(streamId, plan, tellPhase);
  recording = attempt.then((result) => (result.ok ? result.value : null));
  const result = await attempt;
  if (!result.ok) {
    recording = null;
    return result;
  }
  void result.value.finished.then(() => {
    recording = null;
    // Idle. A Start that comes too late for this document finds none and opens the next.
    close();
  });
  return ok({ meetingId: plan.meetingId });
}

async function stop(): Promise<StopResult> {
  const running = await recording;
  await running?.end(null);
  return ok(null);
}

function tellPhase(phase: RecorderPhase): void {
  const message: ControlMessage = { to: "background", type: "phase", phase };
  browser.runtime.sendMessage(message).catch(reportSurprise("telling the phase"));
}
