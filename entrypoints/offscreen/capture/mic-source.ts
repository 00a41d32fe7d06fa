/**
 * A microphone that may come and go: where it is unplugged, the one that Chrome then offers takes its place, and the chosen one
 * when it is there again. Meanwhile the channel goes on as silence, so that the clock of the meeting stays one.
 */

import { type Problem, problem, type Result } from "../../../core/problem.ts";
import type { Microphone } from "../../../core/recording/source.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { type OpenMicrophone, openMicrophone } from "./open-microphone.ts";

export interface MicSource {
  /** The device that is heard. */
  readonly label: string;
  /** What was wrong with it from the beginning; null where nothing was. */
  readonly problem: Problem | null;
  end(): void;
}

export interface MicListener {
  /** Another device is heard now. */
  onLabel(label: string): void;
  /** Replaces what was said before; null: nothing is wrong. */
  onProblem(found: Problem | null): void;
}

/** What it hears arrives at `destination`. */
export async function openMic(
  device: Microphone | null,
  destination: AudioNode,
  listener: MicListener,
): Promise<Result<MicSource>> {
  const { mediaDevices, permissions } = navigator;
  const permission = await permissions.query({ name: "microphone" });
  const first = await openMicrophone(device);
  if (!first.ok) return first;
  let heard: (OpenMicrophone & { readonly node: AudioNode }) | null = null;
  let lastLook: Promise<void> = Promise.resolve();
  let isEnded = false;

  function hear(microphone: OpenMicrophone): void {
    const context = destination.context as AudioContext;
    const node = context.createMediaStreamSource(microphone.stream);
    node.connect(destination);
    heard = { ...microphone, node };
    microphone.track.addEventListener("ended", onUnplugged);
  }

  function release(): void {
    if (!heard) return;
    heard.track.removeEventListener("ended", onUnplugged);
    for (const track of heard.stream.getTracks()) track.stop();
    heard.node.disconnect();
    heard = null;
  }

  function onUnplugged(): void {
    const label = heard?.track.label ?? "";
    release();
    listener.onProblem(problem("mic-unplugged", label));
    look();
  }

  /** Devices have come or gone, or the permission to use them: perhaps while the last ones are still being asked for. */
  function look(): void {
    lastLook = lastLook.then(reopenIfBetter).catch(reportUnexpected("looking for a microphone"));
  }

  async function reopenIfBetter(): Promise<void> {
    if (isEnded || (heard && !(heard.isReplaced && (await isThere(device))))) return;
    const next = await openMicrophone(device);
    if (!next.ok) {
      // One that may not be used any more is another matter than one that is not there.
      if (heard === null && next.problem.reason !== "mic-missing")
        listener.onProblem(isForbidden(next.problem) ? problem("mic-withdrawn") : next.problem);
      return;
    }
    if (isEnded) return next.value.track.stop();
    release();
    hear(next.value);
    listener.onLabel(next.value.track.label);
    listener.onProblem(replaced(next.value));
  }

  hear(first.value);
  mediaDevices.addEventListener("devicechange", look);
  permission.addEventListener("change", look);
  return {
    ok: true,
    value: {
      label: first.value.track.label,
      problem: replaced(first.value),
      end() {
        isEnded = true;
        mediaDevices.removeEventListener("devicechange", look);
        permission.removeEventListener("change", look);
        release();
      },
    },
  };
}

const isForbidden = ({ reason }: Problem): boolean =>
  reason === "mic-not-allowed" || reason === "mic-dismissed";

const replaced = ({ isReplaced, track }: OpenMicrophone): Problem | null =>
  isReplaced ? problem("mic-replaced", track.label) : null;

async function isThere(device: Microphone | null): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some(({ deviceId }) => deviceId === device?.deviceId);
}
