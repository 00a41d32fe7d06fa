/**
 * Ten thousand random requests, the same in every run. Every reply has a shape of `worker-api.ts`, none is an unexpected
 * error, nothing is granted without an access code, and no secret is in a reply or in the log.
 */

import * as v from "valibot";
import { expect, test } from "vitest";
import { ErrorReply } from "../../core/protocol/worker-api.ts";
import {
  API_KEY,
  completion,
  saying,
  showingHtml,
  TOKEN,
  unreachable,
  type Responder,
} from "./fake-assemblyai.ts";
import {
  ANNA,
  ENV,
  EXTENSION,
  limiterOf,
  openWorker,
  reasonsIn,
  WORDS,
  type RequestOptions,
} from "./worker-under-test.ts";

const worker = openWorker();

const ROUNDS = 10_000;

/** Mulberry32: 0 ≤ number < 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function chance(random: () => number) {
  const upTo = (count: number): number => Math.floor(random() * count);
  const one = <T>(...choices: [T, ...T[]]): T => choices[upTo(choices.length)] ?? choices[0];
  const ascii = (length: number): string =>
    String.fromCodePoint(...Array.from({ length }, () => 0x20 + upTo(0x5f)));
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => upTo(256));
  const value = (depth: number): unknown =>
    one<() => unknown>(
      () => null,
      () => random() * 1e6 - 5e5,
      () => one(0, -0, 1, 1e308, -1, Number.MAX_SAFE_INTEGER),
      () => ascii(upTo(30)),
      () => one(true, false),
      () => (depth > 3 ? [] : Array.from({ length: upTo(4) }, () => value(depth + 1))),
      () =>
        depth > 3
          ? {}
          : Object.fromEntries(Array.from({ length: upTo(4) }, () => [key(), value(depth + 1)])),
    )();
  const key = (): string =>
    one("messages", "role", "content", "model", "max_tokens", "__proto__", "constructor", ascii(5));
  return { upTo, one, ascii, bytes, value };
}

type Chance = ReturnType<typeof chance>;

const ROUTES = [
  "/v1/chat",
  "/v1/chat",
  "/v1/token",
  "/v1/sessions",
  "/v1/codes",
  "/v1/codes/end",
  "/v1/usage",
  "/v1/config",
  "/join",
  "/usage",
  "/usage",
  "/health",
  "/health?deep=1",
] as const;

const pathOf = ({ one, ascii }: Chance): string =>
  one(
    ...ROUTES,
    `/${encodeURIComponent(ascii(12))}`,
    `/v1/${one("..", "%2e%2e", "token%00", "//", ANNA)}`,
    `/v1/token?${encodeURIComponent(ascii(20))}`,
    `/${"a/".repeat(1000)}`,
  );

const POSTED = /^\/(v1\/(chat|token|sessions|codes)|usage)/;

const methodOf = ({ one }: Chance, path: string): string =>
  one(
    POSTED.test(path) ? "POST" : "GET",
    POSTED.test(path) ? "POST" : "GET",
    one("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "PROPFIND"),
  );

/** Letters of base64 and its relatives, with padding where none belongs. */
const base64Like = (one: Chance["one"]): string =>
  Array.from({ length: one(1, 2, 3, 4, 5, 8) }, () =>
    one("a", "Z", "4", "+", "/", "_", "-", "="),
  ).join("");

const authorizationOf = ({ one, ascii }: Chance): string | null =>
  one(
    `Bearer ${ANNA}`,
    `Bearer ${ANNA}`,
    `Basic ${btoa(`me:${ANNA}`)}`,
    `Bearer ${ascii(20).trim()}`,
    `Basic ${ascii(20).trim()}`,
    `Basic ${base64Like(one)}`,
    `${ascii(10).trim()} ${ANNA}`,
    `Bearer ${"x".repeat(8000)}`,
    ANNA,
    null,
  );

/** Origin of the Worker's own pages. */
const OWN = "https://earshot.example";

const originOf = ({ one, ascii }: Chance): string | null =>
  one(
    null,
    null,
    EXTENSION,
    EXTENSION,
    OWN,
    "null",
    "*",
    "https://x.example",
    ascii(20).trim(),
    API_KEY,
  );

function bodyOf({ one, ascii, bytes, value, upTo }: Chance): BodyInit {
  const messages = [{ role: "user", content: WORDS }];
  return one<() => BodyInit>(
    () => JSON.stringify({ messages }),
    () => JSON.stringify({ messages, stream: true }),
    () => JSON.stringify({ messages, model: one("a", "b", ascii(9)), max_tokens: value(4) }),
    () => JSON.stringify({ messages: value(0), model: value(2), temperature: value(3) }),
    () => JSON.stringify(value(0)) ?? "",
    () => JSON.stringify({ name: one("Carla", "anna", ascii(9)), replace: value(4) }),
    () => JSON.stringify({ ended: [{ grant: ascii(9), used_seconds: value(4) }], grant: value(4) }),
    () => JSON.stringify({ messages }).slice(0, upTo(60)),
    () => form({ action: one("add", "end", ascii(5)), name: one("Carla", "anna", ascii(9)) }),
    () => form({ action: "add", name: one("Carla", ascii(70)), replace: "on", [ascii(5)]: "" }),
    () => `action=add&name=${ascii(20)}&${ascii(20)}`,
    () => "[".repeat(upTo(5000)),
    () => bytes(upTo(300)),
    () =>
      new Uint8Array(Uint16Array.from(JSON.stringify({ messages }), (c) => c.charCodeAt(0)).buffer),
    () => pieces(JSON.stringify({ messages }), 1 + upTo(20)),
    () => pieces(JSON.stringify({ messages }), 1 + upTo(20), "breaks off"),
    () => "x".repeat(3000),
  )();
}

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

/** A body that arrives in pieces without a length. */
function pieces(text: string, size: number, end: "complete" | "breaks off" = "complete") {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from < text.length) {
        controller.enqueue(new TextEncoder().encode(text.slice(from, (from += size))));
      } else if (end === "complete") controller.close();
      else controller.error(new Error("lost"));
    },
  });
}

const upstreamOf = ({ one, value, ascii }: Chance): Responder =>
  one<Responder>(
    saying(200, { token: TOKEN, expires_in_seconds: 60 }),
    saying(200, completion({})),
    saying(200, value(0) ?? null),
    saying(one(400, 401, 404, 422, 429, 500, 503), value(0) ?? null),
    saying(400, { error: `${ascii(30)} ${API_KEY} ${ascii(30)}` }),
    saying(429, { error: "no" }, { "Retry-After": one("1", "9999999999", "-1", "soon") }),
    saying(422, { detail: [{ loc: value(3), msg: API_KEY }] }),
    showingHtml(one(200, 403, 502)),
    () =>
      new Response(`data: ${ascii(40)}\n\n`, { headers: { "Content-Type": "text/event-stream" } }),
    () => new Response(null, { status: 204 }),
    unreachable,
  );

test(`${ROUNDS} random requests get a valid reply`, { timeout: 300_000 }, async () => {
  const luck = chance(seeded(7));
  const env = {
    ...ENV,
    CHAT_MAX_BYTES: "2000",
    CHAT_ALLOWED_MODELS: "a",
    ADMIN_NAMES: "anna",
    DAILY_SESSION_MINUTES: "1000000",
    DAILY_MODEL_TOKENS: "100000000",
    ATTEMPT_LIMIT: limiterOf(3),
  };
  const statuses = new Set<number>();
  let refusedForms = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const path = pathOf(luck);
    worker.upstream.clock.ms += 1000;
    worker.upstream.next(upstreamOf(luck), upstreamOf(luck));
    const asking = askingOf(luck, path);
    const before = worker.upstream.seen.length;
    const answer = await worker.ask(path, { env, ...asking });
    worker.upstream.forget();
    statuses.add(answer.status);
    if (!CODE.test(asking.headers?.Authorization ?? "")) {
      expect(worker.upstream.seen).toHaveLength(before);
      expect(answer.status < 300 && !OPEN.test(path) && asking.method !== "OPTIONS").toBe(false);
    }
    if (answer.status < 300) continue;
    if (typeof answer.body === "string" && answer.body !== "") {
      // A form of the page is refused on the page.
      expect(`${asking.method} ${path}`).toBe("POST /usage");
      expect(answer.body).toMatch(/<p role="alert">[A-Z][^<]+\.<\/p>/);
      refusedForms++;
      continue;
    }
    const { error } = v.parse(ErrorReply, answer.body);
    expect(error.message).toMatch(/^[A-Z].+\.$/s);
    expect(error.code).not.toBe("internal");
  }
  expect(reasonsIn(worker.log)).not.toContain("unexpected");
  // Proves that the random requests reached every kind of reply.
  expect(refusedForms).toBeGreaterThan(0);
  expect([...statuses].toSorted((a, b) => a - b)).toEqual([
    200, 204, 400, 401, 403, 404, 405, 409, 413, 429, 499, 502,
  ]);
});

/** Paths that need no access code. */
const OPEN = /^\/(health|join)$/;

/** `Authorization` with the code of Anna; nothing else opens a route. */
const CODE = new RegExp(`^(Bearer +${ANNA}|Basic +${btoa(`me:${ANNA}`)}) *$`, "i");

function askingOf(luck: Chance, path: string): RequestOptions {
  const method = methodOf(luck, path);
  const authorization = authorizationOf(luck);
  const origin = originOf(luck);
  return {
    method,
    code: null,
    headers: {
      ...(authorization !== null && { Authorization: authorization }),
      ...(origin !== null && { Origin: origin }),
      "CF-Connecting-IP": `192.0.2.${luck.upTo(256)}`,
      ...luck.one({}, {}, { "Content-Length": luck.one("-1", "99999999", "NaN") }),
    },
    ...(method !== "GET" && method !== "HEAD" && { body: bodyOf(luck) }),
  };
}
