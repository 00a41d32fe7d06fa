/** The local service behind the global `fetch` and `WebSocket`, over sockets in memory, so that it runs in fake time. */

import { EventEmitter } from "node:events";
import { vi } from "vitest";
import type { WebSocket as ServerSocket } from "ws";
import { type BehaviourOverrides, INSTANT } from "../../local/behaviour.ts";
import { type Clock, pause, systemClock } from "../../local/clock.ts";
import { createServiceContext } from "../../local/server.ts";
import type { SpeechEngine } from "../../local/speech/engine.ts";
import type { Faults } from "../../local/speech/faults.ts";
import type { SessionObservation } from "../../local/speech/observation.ts";
import { openSession } from "../../local/speech/open-session.ts";
import { MAX_SESSION_SECONDS } from "../../local/speech/tokens.ts";
import { briefModel } from "../meetings/meeting-script.ts";

/** From one end of a connection to the other. */
const LATENCY_MS = 10;
const TOKEN_SECONDS = 60;

/** `systemClock` keeps the real `Date.now`. */
const fakeClock: Clock = { ...systemClock, now: () => Date.now() };

export interface MemoryService {
  readonly faults: Faults;
  /** In order of connection. */
  readonly sessions: readonly SessionObservation[];
}

/** Call it when time is fake. Unexpected errors of the service are thrown. */
export function stubService(engine: SpeechEngine, behaviour: BehaviourOverrides): MemoryService {
  const context = createServiceContext({
    apiKey: "key-of-the-team",
    engine,
    languageModel: briefModel,
    behaviour: { ...INSTANT, ...behaviour },
    clock: fakeClock,
    report(error) {
      throw error;
    },
  });
  const { faults, tokens } = context;
  const sessions: SessionObservation[] = [];
  let tokenRequests = 0;

  /** Answers like `POST /v1/token` of the Worker. */
  async function mint(): Promise<Response> {
    const fault = faults.takeForToken(++tokenRequests);
    if (fault?.type === "refuse-token")
      return Response.json({ error: { code: "upstream_failed", message: "" } }, { status: 502 });
    if (fault?.type === "slow-token")
      await pause(fakeClock, fault.delayMs, new AbortController().signal);
    return Response.json({
      token: tokens.mint(TOKEN_SECONDS, MAX_SESSION_SECONDS),
      expires_in_seconds: TOKEN_SECONDS,
      max_session_duration_seconds: MAX_SESSION_SECONDS,
      websocket_url: "wss://speech.example/v3/ws",
    });
  }

  vi.stubGlobal("fetch", mint);
  vi.stubGlobal(
    "WebSocket",
    class extends MemorySocket {
      constructor(address: string) {
        super();
        const arrival = { address: new URL(address), authorization: undefined };
        later(() =>
          sessions.push(openSession(this.serverEnd(), arrival, sessions.length + 1, context)),
        );
      }
    },
  );
  return { faults, sessions };
}

/** Messages of one connection arrive after the latency, in order. */
const later = (act: () => void): void => void setTimeout(act, LATENCY_MS);

/** The client's end of a connection. */
class MemorySocket extends EventTarget {
  readonly bufferedAmount = 0;
  readonly #server = new EventEmitter();
  #isOpen = true;

  send(data: string | Int16Array): void {
    const isBinary = typeof data !== "string";
    const message = isBinary
      ? Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      : Buffer.from(data);
    later(() => {
      if (this.#isOpen) this.#server.emit("message", message, isBinary);
    });
  }

  close(code: number): void {
    later(() => this.#end(code, ""));
  }

  serverEnd(): ServerSocket {
    const server = this.#server;
    const send = (text: string): void =>
      later(() => this.dispatchEvent(new MessageEvent("message", { data: text })));
    const isOpen = (): boolean => this.#isOpen;
    const end = (code: number, reason = ""): void => this.#end(code, reason);
    const socket = Object.assign(server, {
      OPEN: 1 as const,
      send,
      close: end,
      terminate: () => end(1006),
    });
    Object.defineProperty(socket, "readyState", { get: () => (isOpen() ? 1 : 3) });
    return socket as EventEmitter as ServerSocket;
  }

  #end(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#server.emit("close", code);
    later(() => this.dispatchEvent(Object.assign(new Event("close"), { code, reason })));
  }
}
