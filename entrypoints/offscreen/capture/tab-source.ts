/**
 * The sound of a tab: of the one that the extension was invoked on, or of one that the person picks in Chrome's own dialog.
 * Capturing the first takes its sound away from the person, so it is played on here.
 */

import { fail, ok, type Problem, problem, type Result } from "../../../core/problem.ts";
import type { TabCapture } from "../../../core/protocol/offscreen-requests.ts";

export interface TabSource {
  /** The user has muted the tab, or unmuted it. */
  mute(isMuted: boolean): void;
  end(): void;
}

/**
 * What it hears arrives at `destination`, and is played on in the same context.
 *
 * @param onEnded the tab was closed or discarded, or is no longer shared; from then on there would only be silence
 */
export async function openTab(
  capture: TabCapture,
  destination: AudioNode,
  onEnded: (why: Problem) => void,
): Promise<Result<TabSource>> {
  const opened = capture === "picker" ? await pickTab() : await captureTab(capture.streamId);
  if (!opened.ok) return opened;
  const stream = opened.value;
  const [track] = stream.getAudioTracks();
  track?.addEventListener("ended", () => onEnded(problem("tab-ended")));
  const context = destination.context as AudioContext;
  const source = context.createMediaStreamSource(stream);
  source.connect(destination);
  // A picked tab keeps its sound.
  const mute = capture === "picker" ? null : playOn(source, capture.isMuted);
  return ok({
    mute: (isMuted) => mute?.(isMuted),
    end() {
      for (const each of stream.getTracks()) each.stop();
    },
  });
}

async function captureTab(streamId: string): Promise<Result<MediaStream>> {
  try {
    return ok(await navigator.mediaDevices.getUserMedia(tabConstraints(streamId)));
  } catch (error) {
    return fail("capture-failed", String(error));
  }
}

/** Chrome's own constraints for captured tabs; TypeScript's DOM library does not know them. */
const tabConstraints = (streamId: string): MediaStreamConstraints => ({
  audio: {
    mandatory: { chromeMediaSource: "tab", chromeMediaSourceId: streamId },
  } as MediaTrackConstraints,
  video: false,
});

/** Works here without a click, by the offscreen document's reason DISPLAY_MEDIA (measured in Chromium 156). */
async function pickTab(): Promise<Result<MediaStream>> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({
      // Meant for voices near a microphone, and on unless told otherwise: they would change the sound of the tab.
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      // Chrome offers no sound without a picture.
      video: { displaySurface: "browser" },
    });
  } catch (error) {
    const isCancelled = error instanceof DOMException && error.name === "NotAllowedError";
    return isCancelled ? fail("picker-cancelled") : fail("capture-failed", String(error));
  }
  // The sound goes on without it.
  for (const track of stream.getVideoTracks()) {
    track.stop();
    stream.removeTrack(track);
  }
  return stream.getAudioTracks().length > 0 ? ok(stream) : fail("picker-no-sound");
}

/** Long enough not to click, too short to be heard as a fade. */
const MUTE_RAMP_SECONDS = 0.02;

/** To whichever output device the system uses. @returns mutes it, or unmutes it */
function playOn(source: AudioNode, isMuted: boolean): (isMuted: boolean) => void {
  const { context } = source;
  const volume = new GainNode(context, { gain: isMuted ? 0 : 1 });
  source.connect(volume).connect(context.destination);
  return (muted) =>
    void volume.gain.setTargetAtTime(muted ? 0 : 1, context.currentTime, MUTE_RAMP_SECONDS / 3);
}
