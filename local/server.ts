/**
 * Local stand-in for AssemblyAI's cloud: streaming v3 and the LLM Gateway on one port of this machine, with a switch for each point on
 * which sources disagree (docs/protocol.md#uncertain-points). For trials and tests; the product never imports it.
 */

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { behaviourWith, type BehaviourOverrides } from "./behaviour.ts";
import { systemClock, type Clock } from "./clock.ts";
import { createModelFailures } from "./gateway/gateway-errors.ts";
import { json, writeAnswer } from "./http-answers.ts";
import type { LanguageModel } from "../core/language/language-request.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { RandomBytes } from "./random.ts";
import { createRoutes } from "./routes.ts";
import type { SpeechEngine } from "./speech/engine.ts";
import { createFaultSchedule, type Faults } from "./speech/faults.ts";
import type { SessionObservation } from "./speech/observation.ts";
import { openSession, type SessionContext } from "./speech/open-session.ts";
import { createTokenStore } from "./speech/tokens.ts";

const HOST = "127.0.0.1";
const SESSION_PATH = "/v3/ws";

export interface LocalServiceOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Key that `Authorization` must carry: raw, and over HTTP also as Bearer. */
  readonly apiKey: string;
  /** The caller closes engine and model. */
  readonly engine: SpeechEngine;
  readonly languageModel: LanguageModel;
  readonly behaviour?: BehaviourOverrides;
  /** Answers GET requests of paths that the service does not know; resolves to false for unknown paths. */
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Receives unexpected errors of the engine, the model or this code. Standard error by default. */
  readonly report?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly random?: RandomBytes;
}

/** Record of one HTTP request for tests. */
export interface RequestObservation {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The caller disconnected before the whole answer was sent. */
  readonly hasLeft?: true;
}

export interface LocalService {
  /** For instance `http://127.0.0.1:9000`. */
  readonly url: string;
  readonly faults: Faults;
  /** In order of connection; an entry changes while its session is open. */
  readonly sessions: readonly SessionObservation[];
  /** In the order in which their answers ended. */
  readonly requests: readonly RequestObservation[];
  /** Cuts open connections and frees the port. May be called more than once. */
  close(): Promise<void>;
}

export async function startLocalService(options: LocalServiceOptions): Promise<LocalService> {
  const context = createServiceContext(options);
  const { faults, report } = context;
  const closing = new AbortController();
  const sessions: SessionObservation[] = [];
  const requests: RequestObservation[] = [];
  const route = createRoutes({ ...context, signal: closing.signal });

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await route(request, addressOf(request));
    if (answer !== null) return writeAnswer(response, answer);
    const known = request.method === "GET" && (await options.pages?.(request, response));
    if (known !== true) await writeAnswer(response, json(404, { error: "Not found" }));
  };

  const server = createServer((request, response) => {
    response.on("close", () => {
      const { method = "", url = "" } = request;
      requests.push({
        method,
        path: url.split("?")[0] ?? "",
        status: response.statusCode,
        ...(!response.writableFinished && { hasLeft: true }),
      });
    });
    respond(request, response).catch(async (error: unknown) => {
      report(error);
      const failed = json(500, { error: "Internal server error", status: "error" });
      if (response.headersSent) response.destroy();
      else await writeAnswer(response, failed);
    });
  });

  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const address = addressOf(request);
    if (address.pathname !== SESSION_PATH) return refuseUpgrade(socket, address);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const arrival = { address, authorization: request.headers.authorization };
      sessions.push(openSession(webSocket, arrival, sessions.length + 1, context));
    });
  });

  const port = await listen(server, options.port);
  const close = async (): Promise<void> => {
    closing.abort();
    for (const socket of sockets.clients) socket.terminate();
    await Promise.all(sessions.map((session) => session.closed));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://${HOST}:${port}`, faults, sessions, requests, close };
}

/** Makes what the sessions and requests of one service share. */
export function createServiceContext(
  options: Omit<LocalServiceOptions, "port" | "pages">,
): SessionContext {
  const { clock = systemClock, random = randomBytes, report = console.error } = options;
  const behaviour = behaviourWith(options.behaviour ?? {});
  return {
    engine: options.engine,
    languageModel: options.languageModel,
    apiKey: options.apiKey,
    behaviour,
    clock,
    random,
    faults: createFaultSchedule(),
    report,
    tokens: createTokenStore(behaviour.token.singleUse, clock, random),
    sessionLimit: createRateLimit(behaviour.session.sessionsPerMinute, clock),
    rateLimit: createRateLimit(behaviour.gateway.requestsPerMinute, clock),
    nextFailure: createModelFailures(behaviour.gateway),
  };
}

const addressOf = (request: IncomingMessage): URL => new URL(request.url ?? "/", `http://${HOST}`);

/** The v2 endpoint is gone; other paths never existed (docs/protocol.md#connection-parameters). */
function refuseUpgrade(socket: Duplex, { pathname }: URL): void {
  const status = pathname.startsWith("/v2/") ? "410 Gone" : "404 Not Found";
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** @returns the port */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Error(
              `Port ${port} is already in use: stop the program that uses it, or choose another port.`,
              { cause: error },
            )
          : error,
      );
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
