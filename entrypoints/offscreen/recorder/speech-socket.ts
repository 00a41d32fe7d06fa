/** One WebSocket to the speech service: sound and control messages out, parsed messages in. */

import {
  type ServerMessage,
  parseServerMessage,
} from "../../../core/speech/assemblyai/server-message.ts";

export interface SpeechSocketListener {
  onMessage(message: ServerMessage): void;
  /** Once, unless the socket was abandoned before. */
  onClosed(code: number, reason: string): void;
}

export interface SpeechSocket {
  /** Bytes handed over that the network has not taken yet. */
  readonly backlogBytes: number;
  /** PCM of 50–1000 ms; shorter or longer ends the session (protocol §3). */
  sendAudio(samples: Int16Array<ArrayBuffer>): void;
  /** A whole `UpdateConfiguration` message; one with an invalid value ends the session (protocol §3). */
  sendConfiguration(message: Readonly<Record<string, unknown>>): void;
  sendTerminate(): void;
  /** Closes it; the listener hears nothing more. */
  abandon(): void;
}

export function openSpeechSocket(address: string, listener: SpeechSocketListener): SpeechSocket {
  const socket = new WebSocket(address);
  const unheard = new AbortController();
  const { signal } = unheard;
  socket.addEventListener(
    "message",
    ({ data }: MessageEvent<unknown>) =>
      listener.onMessage(
        typeof data === "string" ? parseServerMessage(data) : { type: "malformed" },
      ),
    { signal },
  );
  // An "error" event tells nothing, and "close" always follows it.
  socket.addEventListener("close", ({ code, reason }) => listener.onClosed(code, reason), {
    signal,
  });

  return {
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    sendAudio: (samples) => socket.send(samples),
    sendConfiguration: (message) => socket.send(JSON.stringify(message)),
    sendTerminate: () => socket.send(JSON.stringify({ type: "Terminate" })),
    abandon() {
      unheard.abort();
      socket.close(1000);
    },
  };
}
