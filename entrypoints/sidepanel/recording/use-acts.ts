/**
 * What is done to the recording under way: pause, mute, bookmark. Keeps what stood in the way. While one act is not yet seen
 * to be done, another click on the same button is ignored, which has changed its meaning meanwhile or is about to.
 */

import { type Ref, shallowRef } from "vue";
import { assertNever } from "../../../core/assert-never.ts";
import type { Problem } from "../../../core/problem.ts";
import type { RecordingAct } from "../../../core/protocol/offscreen-requests.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import { sendCommand } from "../send-command.ts";
import { until } from "../until.ts";

export function useActs(recording: Readonly<Ref<LiveState | null>>) {
  const problem = shallowRef<Problem | null>(null);
  /** The buttons whose act is under way. */
  const pending = new Set<string>();

  async function act(act: RecordingAct): Promise<void> {
    const button = BUTTON[act.type];
    if (button !== null && pending.has(button)) return;
    if (button !== null) pending.add(button);
    problem.value = null;
    try {
      const result = await sendCommand({ to: "background", type: "act", act });
      if (result.ok) await until(() => isDone(act, recording.value));
      else problem.value = result.problem;
    } finally {
      if (button !== null) pending.delete(button);
    }
  }

  return { act, problem, dismiss: () => void (problem.value = null) };
}

/** Settings have none: each saving counts. */
const BUTTON = {
  pause: "pause",
  resume: "pause",
  mute: "mute",
  "toggle-mute": "mute",
  bookmark: "bookmark",
  configure: null,
} as const satisfies Record<RecordingAct["type"], string | null>;

/** As far as the live state shows it. */
function isDone(act: RecordingAct, state: LiveState | null): boolean {
  switch (act.type) {
    case "pause":
      return state?.phase === "paused";
    case "resume":
      return state?.phase !== "paused";
    case "mute":
      return state?.channels.find(({ name }) => name === "mic")?.isMuted === act.isMuted;
    case "toggle-mute":
    case "bookmark":
    case "configure":
      return true;
    default:
      return assertNever(act);
  }
}
