import { describe, expect, test } from "vitest";
import { EXTENSION_ID } from "../../core/extension-key.ts";
import {
  ENV,
  EXTENSION,
  expectRefusal,
  LOCAL,
  openWorker,
  type Reply,
} from "./worker-under-test.ts";
import { unreachable } from "./fake-assemblyai.ts";

const worker = openWorker();

/** The extension as this repository builds it. */
const OURS = `chrome-extension://${EXTENSION_ID}`;
const OTHER = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba";
const allowedOrigin = ({ headers }: Reply) => headers.get("Access-Control-Allow-Origin");

describe.each([
  { ALLOWED_ORIGINS: EXTENSION, origin: EXTENSION, served: true },
  { ALLOWED_ORIGINS: ` ${OTHER} , ${EXTENSION}/ `, origin: EXTENSION, served: true },
  { ALLOWED_ORIGINS: undefined, origin: OURS, served: true },
  { ALLOWED_ORIGINS: " ", origin: OURS, served: true },
  { ALLOWED_ORIGINS: EXTENSION, origin: OURS, served: false },
  { ALLOWED_ORIGINS: "*", origin: EXTENSION, served: true },
  { ALLOWED_ORIGINS: "*", origin: "https://anywhere.example", served: true },
  { ALLOWED_ORIGINS: EXTENSION, origin: OTHER, served: false },
  { ALLOWED_ORIGINS: EXTENSION, origin: `${EXTENSION}x`, served: false },
  { ALLOWED_ORIGINS: EXTENSION, origin: EXTENSION.slice(0, -1), served: false },
  { ALLOWED_ORIGINS: EXTENSION, origin: EXTENSION.replace("chrome", "https"), served: false },
  { ALLOWED_ORIGINS: EXTENSION, origin: "https://earshot.example", served: false },
  { ALLOWED_ORIGINS: EXTENSION, origin: "null", served: false },
  { ALLOWED_ORIGINS: "", origin: EXTENSION, served: false },
  { ALLOWED_ORIGINS: undefined, origin: EXTENSION, served: false },
  { ALLOWED_ORIGINS: "chrome-extension://*", origin: EXTENSION, served: false },
])("ALLOWED_ORIGINS $ALLOWED_ORIGINS and origin $origin", ({ ALLOWED_ORIGINS, origin, served }) => {
  const env = { ...ENV, ALLOWED_ORIGINS };
  const isExtension = /^chrome-extension:..[a-p]{32}$/.test(origin);
  const at = ALLOWED_ORIGINS === "*" ? { base: LOCAL } : {};

  test("preflight", async () => {
    const answer = await worker.ask("/v1/chat", {
      ...at,
      env,
      origin,
      method: "OPTIONS",
      code: null,
    });
    expect(allowedOrigin(answer)).toBe(served || isExtension ? origin : null);
    if (!served && !isExtension) return expectRefusal(answer, 403, "origin_refused");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("Access-Control-Allow-Methods")).toBe("POST");
    expect(answer.headers.get("Access-Control-Allow-Headers")).toBe("Authorization, Content-Type");
  });

  test.each(["/health", "/v1/config", "/v1/token"])("%s", async (path) => {
    const answer = await worker.ask(path, { ...at, env, origin });
    expect(allowedOrigin(answer)).toBe(served || isExtension ? origin : null);
    if (!served)
      expectRefusal(
        answer,
        403,
        "origin_refused",
        isExtension ? `--allow ${origin.slice(19)}\`` : "ALLOWED_ORIGINS",
      );
    else expect(answer.status).toBe(200);
  });
});

test.each(["https://earshot.example", "https://127.0.0.1.example", "http://localhost.example"])(
  "with a wildcard %s grants nothing to any origin",
  async (base) => {
    const env = { ...ENV, ALLOWED_ORIGINS: `${EXTENSION},*` };
    for (const origin of [EXTENSION, undefined]) {
      const answer = await worker.ask("/v1/token", { base, env, ...(origin && { origin }) });
      expectRefusal(answer, 503, "not_configured", "ALLOWED_ORIGINS is *");
    }
    expect(worker.upstream.seen).toEqual([]);
  },
);

test("a foreign origin gets nothing, even with a valid code", async () => {
  await worker.ask("/v1/token", { origin: OTHER });
  expect(worker.upstream.seen).toEqual([]);
});

test("the refusal names the origin to allow, unless it is malformed", async () => {
  const site = "https://x.example";
  expectRefusal(await worker.ask("/health", { origin: site }), 403, "origin_refused", site);
  const nonsense = "https://x.example <b>call 555 now</b>";
  expectRefusal(
    await worker.ask("/health", { origin: nonsense }),
    403,
    "origin_refused",
    "this origin",
  );
});

test("without an Origin header the code alone decides", async () => {
  const env = { ...ENV, ALLOWED_ORIGINS: "" };
  const answer = await worker.ask("/v1/token", { env });
  expect(answer.status).toBe(200);
  expect(allowedOrigin(answer)).toBeNull();
  expectRefusal(await worker.ask("/v1/token", { env, code: "wrong" }), 401, "unauthorized");
});

test("OPTIONS without an Origin lists the methods, but not of an unknown path", async () => {
  const { status, headers } = await worker.ask("/v1/config", { method: "OPTIONS", code: null });
  expect([status, headers.get("Allow")]).toEqual([204, "GET, OPTIONS"]);
  const unknown = await worker.ask("/nowhere", { method: "OPTIONS", origin: EXTENSION });
  expectRefusal(unknown, 404, "not_found");
});

test("the extension can read every refusal", async () => {
  const origin = EXTENSION;
  worker.upstream.next(unreachable, unreachable);
  const answers = [
    await worker.ask("/v1/token", { origin }),
    await worker.ask("/nowhere", { origin }),
    await worker.ask("/v1/chat", { origin, method: "GET" }),
    await worker.ask("/v1/chat", { origin, body: "no JSON" }),
    await worker.ask("/v1/token", { origin, code: "wrong" }),
    await worker.ask("/v1/token", { origin, env: { ALLOWED_ORIGINS: EXTENSION } }),
    await worker.ask("/v1/token", { origin, env: { ...ENV, SESSION_MAX_SECONDS: "ever" } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([502, 404, 405, 400, 401, 503, 503]);
  for (const answer of answers) {
    expect(allowedOrigin(answer)).toBe(EXTENSION);
    expect(answer.headers.get("Access-Control-Expose-Headers")).toBe(
      "Retry-After, Earshot-Version",
    );
  }
});
