/** Asks Chrome for the microphone and tells what came of it. The sound itself is let go of at once. */

import { onScopeDispose, ref, watch } from "vue";
import type { MicrophoneState } from "../../components/recording/MicrophoneView.vue";
import { reportUnexpected } from "../shared/errors.ts";

/** Long enough to see that it worked. */
const LEAVE_AFTER_MS = 1_500;

/** @param leave called a moment after the person has seen that it is allowed */
export function usePermission(leave: () => void) {
  const state = ref<MicrophoneState>("ready");
  const disposal = new AbortController();
  onScopeDispose(() => disposal.abort());

  /** A second call while Chrome asks changes nothing. */
  async function ask(): Promise<void> {
    if (state.value === "asking") return;
    state.value = "asking";
    state.value = await askChrome();
  }

  /** What is changed in Chrome's settings meanwhile. The answer to a question comes by the question. */
  async function follow(): Promise<void> {
    const status = await queryPermission();
    const update = (): void => {
      if (state.value === "asking") return;
      if (status.state !== "prompt") state.value = status.state;
      else if (state.value === "granted" || state.value === "denied") state.value = "ready";
    };
    if (disposal.signal.aborted) return;
    status.addEventListener("change", update, { signal: disposal.signal });
    update();
  }

  let leaving: ReturnType<typeof setTimeout> | undefined;
  function leaveOnceSeen(): void {
    clearTimeout(leaving);
    if (state.value === "granted" && document.visibilityState === "visible")
      leaving = setTimeout(leave, LEAVE_AFTER_MS);
  }
  watch(state, leaveOnceSeen);
  document.addEventListener("visibilitychange", leaveOnceSeen, { signal: disposal.signal });
  onScopeDispose(() => clearTimeout(leaving));

  follow().catch(reportUnexpected("microphone permission"));

  return {
    state,
    ask: (): void => void ask().catch(reportUnexpected("asking for the microphone")),
  };
}

const queryPermission = (): Promise<PermissionStatus> =>
  navigator.permissions.query({ name: "microphone" });

async function askChrome(): Promise<MicrophoneState> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return "granted";
  } catch (error) {
    return stateOf(error);
  }
}

async function stateOf(error: unknown): Promise<MicrophoneState> {
  const { name, message } = error instanceof DOMException ? error : new DOMException();
  if (name === "NotFoundError") return "missing";
  if (name !== "NotAllowedError") return "failed";
  // Chrome's "Permission denied by system": there is no other sign of it.
  if (/system/i.test(message)) return "blocked";
  const { state } = await queryPermission();
  // After some dismissals Chrome refuses by itself for a week.
  return state === "denied" ? "denied" : "dismissed";
}
