/** Bare client of the local service: it keeps every message and waits for events, never for time. */

import { once } from "node:events";
import { afterEach } from "vitest";
import { WebSocket } from "ws";
import { behaviourWith, INSTANT, type BehaviourOverrides } from "../../local/behaviour.ts";
import type { GatewayReply } from "../../local/gateway/gateway-reply.ts";
import type { LanguageModel } from "../../core/language/language-request.ts";
import {
  startLocalService,
  type LocalService,
  type LocalServiceOptions,
} from "../../local/server.ts";
import type { WireWord } from "../../local/speech/wire-messages.ts";
import { createScriptedEngine, type ScriptedTurn } from "../meetings/scripted-engine.ts";

export const API_KEY = "a-key";

export const SCRIPT: readonly ScriptedTurn[] = [
  { text: "Ship it on Friday.", startMs: 500, endMs: 2500 },
  { text: "Can Priya own the notes?", startMs: 4000, endMs: 6000 },
];
/** Audio that brings both turns of the script to their ends. */
export const WHOLE_SCRIPT_MS = 7000;

/** Replies with the last message it was sent. */
export const echoModel: LanguageModel = {
  complete: (messages, maxTokens) =>
    Promise.resolve({
      content: messages.at(-1)?.content ?? "",
      finishReason: maxTokens < 5 ? "length" : "stop",
      inputTokens: 31,
      outputTokens: 4,
    }),
};

/** Any message of the service, with the fields of all types; tests check which a type has. */
export interface Message {
  readonly type: string;
  readonly id: string;
  readonly expires_at: number;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly timestamp: number;
  readonly confidence: number | null;
  readonly turn_order: number;
  readonly turn_is_formatted: boolean;
  readonly end_of_turn: boolean;
  readonly transcript: string;
  readonly utterance: string;
  readonly end_of_turn_confidence: number;
  readonly words: readonly WireWord[];
  readonly speaker_label: string;
  readonly data: GatewayReply;
  readonly error_code: number;
  readonly error: string;
}

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).toReversed()) await resource.close();
});

/** Closed after the test. Unexpected errors of the service fail the test. */
export async function startService(
  behaviour: BehaviourOverrides = {},
  options: Partial<LocalServiceOptions> = {},
): Promise<LocalService> {
  const service = await startLocalService({
    port: 0,
    apiKey: API_KEY,
    engine: createScriptedEngine(SCRIPT),
    languageModel: echoModel,
    report: (error) => {
      throw error;
    },
    ...options,
    behaviour: behaviourWith(INSTANT, behaviour),
  });
  open.push(service);
  return service;
}

export interface Client {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  /** Text frames as received, malformed ones included. */
  readonly frames: readonly string[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  /** Resolves with the n-th message of this type, from 1; rejects if the socket closes before. */
  message(type: string, nth?: number): Promise<Message>;
  /** Sends silence, or samples of 16 kHz, in frames. */
  sendAudio(ms: number, frameMs?: number): void;
  send(message: object | string): void;
  /** Resolves when the service has handled all that was sent and its replies have arrived. */
  settled(): Promise<void>;
  /** Sends Terminate and returns all messages up to the close. */
  finish(): Promise<readonly Message[]>;
}

export type Parameters = Readonly<Record<string, string>>;

/** Connects with the key in the header, as a server would. */
export const connect = (
  service: LocalService,
  parameters: Parameters = {},
  headers: Readonly<Record<string, string>> = { authorization: API_KEY },
): Client => {
  const query = new URLSearchParams({ speech_model: "u3-rt-pro", ...parameters });
  const address = `${service.url.replace("http", "ws")}/v3/ws?${query}`;
  const socket = new WebSocket(address, { headers });
  const messages: Message[] = [];
  const frames: string[] = [];
  const arrived = new EventTarget();
  let isClosed = false;

  socket.on("message", (data) => {
    const text = Buffer.isBuffer(data) ? data.toString() : "";
    frames.push(text);
    try {
      messages.push(JSON.parse(text) as Message);
    } catch {
      messages.push({ type: "unparsable" } as Message);
    }
    arrived.dispatchEvent(new Event("change"));
  });
  const closed = once(socket, "close").then(([code, reason]) => {
    isClosed = true;
    arrived.dispatchEvent(new Event("change"));
    return { code: Number(code), reason: String(reason) };
  });
  open.push({ close: () => socket.terminate() });

  const send = (message: object | string): void =>
    socket.send(typeof message === "string" ? message : JSON.stringify(message));

  return {
    socket,
    messages,
    frames,
    closed,
    send,
    async message(type, nth = 1) {
      for (;;) {
        const found = messages.filter((message) => message.type === type)[nth - 1];
        if (found !== undefined) return found;
        if (isClosed) throw new Error(`Closed without ${type} number ${nth}`);
        await new Promise((resolve) => {
          arrived.addEventListener("change", resolve, { once: true });
        });
      }
    },
    sendAudio(ms, frameMs = 50) {
      for (let sent = 0; sent < ms; sent += frameMs) socket.send(Buffer.alloc(frameMs * 32));
    },
    async settled() {
      socket.ping();
      await once(socket, "pong");
    },
    async finish() {
      send({ type: "Terminate" });
      await closed;
      return messages;
    },
  };
};

/** Connects and waits for Begin. */
export async function begin(service: LocalService, parameters: Parameters = {}): Promise<Client> {
  const client = connect(service, parameters);
  await client.message("Begin");
  return client;
}

export const ofType = (messages: readonly Message[], type: string): Message[] =>
  messages.filter((message) => message.type === type);
export const finals = (messages: readonly Message[]): Message[] =>
  ofType(messages, "Turn").filter((turn) => turn.end_of_turn);
export const partials = (messages: readonly Message[]): Message[] =>
  ofType(messages, "Turn").filter((turn) => !turn.end_of_turn);

interface TokenAnswer {
  readonly token: string;
  /** Present instead of a token if it was refused. */
  readonly detail: readonly object[];
}

export async function mint(service: LocalService, query = "expires_in_seconds=60") {
  const response = await fetch(`${service.url}/v3/token?${query}`, {
    headers: { authorization: API_KEY },
  });
  const body = (await response.json()) as TokenAnswer;
  return { status: response.status, body, token: body.token };
}
