/**
 * The way of the sound begins here: tab → `MediaStream` → one 16 kHz context → framer → recorder thread. Beside it a second
 * context at the native rate plays the tab on, because capturing a tab takes its sound away from the user.
 */

import { SAMPLE_RATE } from "../../core/audio/format.ts";
import { type Problem, problem } from "../../core/problem.ts";
import framerUrl from "./framer.worklet.ts?worker&url";
import type { FramerCommand } from "./recorder/protocol.ts";

export interface Capture {
  /** Carries `FramerMessage`s; what comes before somebody listens is queued. */
  readonly frames: MessagePort;
  /** Hands over the last samples, then lets go of the source and gives the tab its own sound back. */
  end(): Promise<void>;
}

/**
 * Captures the tab that the stream id was minted for; the id is single-use and seconds old.
 *
 * @param onEnded the tab was closed or discarded; from then on there would only be silence
 * @throws DOMException where Chrome refuses the capture
 */
export async function captureTab(
  streamId: string,
  onEnded: (why: Problem) => void,
): Promise<Capture> {
  const stream = await navigator.mediaDevices.getUserMedia(tabConstraints(streamId));
  const track = stream.getAudioTracks()[0];
  track?.addEventListener("ended", () => onEnded(problem("tab-ended")));
  const playback = playOn(stream);
  const recording = new AudioContext({ sampleRate: SAMPLE_RATE });
  if (recording.sampleRate !== SAMPLE_RATE) {
    throw new DOMException(`${recording.sampleRate} Hz`, "NotSupportedError");
  }
  const framer = await connectFramer(recording, stream);
  const { port1, port2 } = new MessageChannel();
  command(framer, { type: "frames-to", port: port2 }, [port2]);

  return {
    frames: port1,
    async end() {
      command(framer, { type: "end" });
      for (const each of stream.getTracks()) each.stop();
      await Promise.all([recording.close(), playback.close()]);
    },
  };
}

/** Chrome's own constraints for captured tabs; TypeScript's DOM library does not know them. */
const tabConstraints = (streamId: string): MediaStreamConstraints => ({
  audio: {
    mandatory: { chromeMediaSource: "tab", chromeMediaSourceId: streamId },
  } as MediaTrackConstraints,
  video: false,
});

/** At the native rate: the 16 kHz context would take the upper half of the sound away. */
function playOn(stream: MediaStream): AudioContext {
  const context = new AudioContext();
  context.createMediaStreamSource(stream).connect(context.destination);
  return context;
}

async function connectFramer(
  context: AudioContext,
  stream: MediaStream,
): Promise<AudioWorkletNode> {
  await context.audioWorklet.addModule(framerUrl);
  const framer = new AudioWorkletNode(context, "framer", {
    numberOfInputs: 1,
    numberOfOutputs: 0,
    // Mix down to mono by the rules of the Web Audio specification; else the right channel is lost.
    channelCount: 1,
    channelCountMode: "explicit",
    channelInterpretation: "speakers",
  });
  context.createMediaStreamSource(stream).connect(framer);
  return framer;
}

function command(
  framer: AudioWorkletNode,
  message: FramerCommand,
  transfer: Transferable[] = [],
): void {
  framer.port.postMessage(message, transfer);
}
