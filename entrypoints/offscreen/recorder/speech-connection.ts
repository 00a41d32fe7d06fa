/** Opens the connection of one speech session. */

import type {
  ConnectionListener,
  SessionRequest,
  SpeechConnection,
} from "../../../core/speech/service.ts";

export function openConnection(
  request: SessionRequest,
  listener: ConnectionListener,
): SpeechConnection {
  switch (request.transport) {
    case "websocket":
      return openWebSocket(request.address, listener);
  }
}

function openWebSocket(address: string, listener: ConnectionListener): SpeechConnection {
  const socket = new WebSocket(address);
  const abandoned = new AbortController();
  const { signal } = abandoned;
  socket.addEventListener("message", ({ data }) => listener.onMessage(data), { signal });
  // An "error" event carries no information, and "close" always follows it.
  socket.addEventListener("close", ({ code, reason }) => listener.onClosed(code, reason), {
    signal,
  });

  return {
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    sendAudio: (samples) => socket.send(samples),
    send: (message) => socket.send(JSON.stringify(message)),
    abandon() {
      abandoned.abort();
      socket.close(1000);
    },
  };
}
