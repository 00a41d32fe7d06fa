/**
 * Audio of a tab: the one that the extension was invoked on, or one that the user picks in Chrome's own dialog. Capturing the
 * first mutes it for the user, so it is played here.
 */

import { fail, ok, type Problem, problem, type Result } from "../../../core/problem.ts";
import type { TabCapture } from "../../../core/protocol/offscreen-requests.ts";

export interface TabSource {
  /** Connects the tab to `destination`, and plays it in the same context. Replaces the connection before. */
  readonly connect: (destination: AudioNode) => void;
  /** Mutes the playback. */
  readonly mute: (isMuted: boolean) => void;
  readonly end: () => void;
}

/**
 * @param onEnded the tab was closed or discarded, or is no longer shared; it would deliver only zeros
 * @param abandoned releases a tab that opens afterwards
 */
export async function openTab(
  capture: TabCapture,
  onEnded: (why: Problem) => void,
  abandoned: AbortSignal,
): Promise<Result<TabSource>> {
  const opened = capture === "picker" ? await pickTab() : await captureTab(capture.streamId);
  if (!opened.ok) return opened;
  const stream = opened.value;
  const end = (): void => stream.getTracks().forEach((track) => track.stop());
  if (abandoned.aborted) {
    end();
    return fail("start-stopped");
  }
  const [track] = stream.getAudioTracks();
  track?.addEventListener("ended", () => onEnded(problem("tab-ended")));
  let isMuted = capture !== "picker" && capture.isMuted;
  let node: AudioNode | null = null;
  let playback: (isMuted: boolean) => void = () => {};
  return ok({
    connect(destination) {
      const context = destination.context as AudioContext;
      // The context may be one of before, in which the tab would be played twice.
      node?.disconnect();
      node = context.createMediaStreamSource(stream);
      node.connect(destination);
      // A picked tab keeps its sound.
      if (capture !== "picker") playback = play(node, isMuted);
    },
    mute(muted) {
      isMuted = muted;
      playback(muted);
    },
    end,
  });
}

async function captureTab(streamId: string): Promise<Result<MediaStream>> {
  try {
    return ok(await navigator.mediaDevices.getUserMedia(tabConstraints(streamId)));
  } catch (error) {
    return fail("capture-failed", String(error));
  }
}

/** Chrome's own constraints for captured tabs, which TypeScript's DOM library lacks. */
const tabConstraints = (streamId: string): MediaStreamConstraints => ({
  audio: {
    mandatory: { chromeMediaSource: "tab", chromeMediaSourceId: streamId },
  } as MediaTrackConstraints,
  video: false,
});

/** Needs no click in an offscreen document with the reason `DISPLAY_MEDIA` (docs/platform.md#invocation-and-side-panel). */
async function pickTab(): Promise<Result<MediaStream>> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({
      // These filters are for microphones and on by default; they would distort the tab's audio.
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      // Chrome offers no audio without video.
      video: { displaySurface: "browser" },
    });
  } catch (error) {
    const isCancelled = error instanceof DOMException && error.name === "NotAllowedError";
    return isCancelled ? fail("picker-cancelled") : fail("capture-failed", String(error));
  }
  // Audio continues without the video.
  for (const track of stream.getVideoTracks()) {
    track.stop();
    stream.removeTrack(track);
  }
  return stream.getAudioTracks().length > 0 ? ok(stream) : fail("picker-no-sound");
}

/** Long enough to avoid a click, too short to be audible as a fade. */
const MUTE_RAMP_SECONDS = 0.02;

/** Plays on the system's output device. @returns a function that mutes or unmutes the playback */
function play(source: AudioNode, isMuted: boolean): (isMuted: boolean) => void {
  const { context } = source;
  const volume = new GainNode(context, { gain: isMuted ? 0 : 1 });
  source.connect(volume).connect(context.destination);
  return (muted) =>
    void volume.gain.setTargetAtTime(muted ? 0 : 1, context.currentTime, MUTE_RAMP_SECONDS / 3);
}
