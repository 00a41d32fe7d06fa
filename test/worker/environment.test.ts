import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import config from "../../worker/wrangler.jsonc?raw";
import { defaultLimits } from "../../worker/budget/worst-day.ts";
import { parseEnvironment } from "../../worker/environment.ts";
import { languageService } from "../../worker/upstream/assemblyai/gateway.ts";
import { speechService } from "../../worker/upstream/assemblyai/streaming.ts";
import { ANNA, BEN, ENV, expectNoSecrets } from "./worker-under-test.ts";
import { API_KEY } from "./fake-assemblyai.ts";

function deploymentOf(variables: Record<string, unknown>) {
  const { setup } = parseEnvironment({ ...ENV, ...variables });
  if (!setup.ok) throw new Error(setup.problems.join(" "));
  return setup.deployment;
}

function problemsOf(variables: Record<string, unknown>): readonly string[] {
  const { setup } = parseEnvironment({ ...ENV, ...variables });
  return setup.ok ? [] : setup.problems;
}

test("secrets alone are enough: variables have defaults", () => {
  expect(deploymentOf({})).toEqual({
    apiKey: API_KEY,
    accessCodes: [
      { name: "anna", code: { form: "plain", text: ANNA } },
      { name: "ben", code: { form: "plain", text: BEN } },
    ],
    adminNames: ["admin"],
    budget: {
      limits: { session_seconds: 86_400, model_tokens: 2_000_000, money: 10_000_000 },
      refundFactor: 2,
    },
    usageStores: ENV.LEDGER,
    modelQueues: ENV.QUEUE,
    rateLimits: { code: ENV.CODE_LIMIT, attempt: ENV.ATTEMPT_LIMIT },
    speech: {
      service: speechService,
      baseUrl: "https://streaming.assemblyai.com",
      defaultModel: null,
      sessionMaxSeconds: 10_800,
      tokenWindowSeconds: 10,
    },
    chat: {
      service: languageService,
      baseUrl: "https://llm-gateway.assemblyai.com",
      defaultModel: "claude-sonnet-4-6",
      models: [],
      fallbackModels: [],
      requestsPerMinute: 30,
      maxTokens: 8000,
      maxBytes: 1_000_000,
    },
    prices: null,
  });
});

test("`npm run deploy` computes the cost of a leaked code from these defaults", () => {
  const prices = { speech_per_hour: { "u3-rt-pro": 0.45 }, models: {} };
  expect(deploymentOf({ PRICES: prices })).toMatchObject(defaultLimits(10, prices));
});

test("wrangler.jsonc sets no variable, so a deployment leaves those at Cloudflare as they are", () => {
  expect(deploymentOf({ ...env, ...ENV })).toEqual(deploymentOf({}));
  expect(config).toContain('"keep_vars": true');
  expect(config).toContain('"vars": {}');
});

test.each([undefined, null, "text", 5, [], {}])(
  "bindings %# are reported as incomplete",
  (value) => {
    expect(parseEnvironment(value).setup).toMatchObject({ ok: false });
  },
);

test("every problem is reported without its value", () => {
  const problems = problemsOf({
    ASSEMBLYAI_API_KEY: `${API_KEY} ${API_KEY}`,
    ACCESS_CODES: `${ANNA},${BEN}`,
    ALLOWED_ORIGINS: "earshot",
    ASSEMBLYAI_STREAMING_URL: "streaming.assemblyai.com",
    ASSEMBLYAI_LLM_URL: "ftp://llm.example",
    DAILY_SESSION_MINUTES: "all",
    DAILY_MODEL_TOKENS: "-1",
    RATE_LIMITS: "yes",
    CODE_LIMIT: {},
    ATTEMPT_LIMIT: undefined,
    LEDGER: "store",
    SPEECH_MODEL: "a, b",
    SESSION_MAX_SECONDS: "59",
    TOKEN_WINDOW_SECONDS: "601",
    CHAT_ALLOWED_MODELS: "a,,b",
    CHAT_FALLBACK_MODELS: "a,b,c",
    CHAT_MAX_TOKENS: "many",
    CHAT_MAX_BYTES: "0",
    PRICES: "free",
  });
  expect(problems).toHaveLength(19);
  for (const problem of problems) expect(problem).toMatch(/^[A-Z].*[a-z] .*\.$/);
  expectNoSecrets(problems);
});

describe("ACCESS_CODES", () => {
  const [one, two] = ["code-number-1", "code-number:2"];

  test.each([
    [`a:${one}`, [["a", one]]],
    [
      ` a : ${one} , b:${two} `,
      [
        ["a", one],
        ["b", two],
      ],
    ],
    [
      `a:${one},a:${two}`,
      [
        ["a", one],
        ["a", two],
      ],
    ],
    [`Zoë Müller:${one}`, [["Zoë Müller", one]]],
    ["a:123456789012", [["a", "123456789012"]]],
  ])("%s is valid", (ACCESS_CODES, expected) => {
    const codes = deploymentOf({ ACCESS_CODES }).accessCodes;
    const plain = expected.map(([name, text]) => ({ name, code: { form: "plain", text } }));
    expect(codes).toEqual(plain);
  });

  const hex = "0123456789abcdef".repeat(4);
  test("may hold a digest", () => {
    const { accessCodes } = deploymentOf({ ACCESS_CODES: `a:sha256:${hex}` });
    expect(accessCodes).toEqual([{ name: "a", code: { form: "sha256", hex } }]);
  });

  test.each([
    "a",
    "a:",
    `:${one}`,
    ":",
    ",",
    `a:${one},`,
    `,a:${one}`,
    `a:${one},,b:${two}`,
    `a:${one} ${two}`,
    `a:${one}ü`,
    `a:${one},b:${one}`,
    "a:12345678901",
    `a:sha256:${hex}0`,
    `a:sha256:${hex.slice(1)}g`,
    "a:sha256:",
  ])("%j is malformed", (ACCESS_CODES) => {
    expect(problemsOf({ ACCESS_CODES })).toEqual([expect.stringContaining("of ACCESS_CODES")]);
  });
});

test("rate limits that are off need no bindings", () => {
  const off = { RATE_LIMITS: "off", CODE_LIMIT: undefined, ATTEMPT_LIMIT: undefined };
  expect(deploymentOf(off).rateLimits).toBeNull();
});

describe("ALLOWED_ORIGINS", () => {
  const extension = "chrome-extension://abc";
  test.each(["earshot", "abc.example", `${extension}/panel.html`, "chrome-extension://*", ","])(
    "%s is invalid",
    (entry) => {
      expect(problemsOf({ ALLOWED_ORIGINS: `${extension},${entry}` })).toEqual([
        expect.stringContaining("Entry 2 of ALLOWED_ORIGINS"),
      ]);
    },
  );
});

describe("PRICES", () => {
  const speech_per_hour = { "u3-rt-pro": 0.45 };
  const models = { claude: { input: 3, output: 15 } };

  test.each([
    ["JSON text", JSON.stringify({ speech_per_hour, models }), { speech_per_hour, models }],
    ["an object", { speech_per_hour, models }, { speech_per_hour, models }],
    ["speech alone", { speech_per_hour }, { speech_per_hour, models: {} }],
    [
      "with what speaker labels add",
      { speech_per_hour, speaker_labels_per_hour: 0.1 },
      { speech_per_hour, speaker_labels_per_hour: 0.1, models: {} },
    ],
    ["models alone", { models }, { speech_per_hour: {}, models }],
    ["nothing", " ", null],
  ])("may be %s", (_, PRICES, prices) => {
    expect(deploymentOf({ PRICES }).prices).toEqual(prices);
  });

  const isWrongAt = (place: string): string =>
    `PRICES is wrong at ${place}; README.md shows its form.`;
  const isNone = "PRICES has to be a JSON object of the form README.md shows.";
  test.each([
    ["{", "PRICES is not valid JSON."],
    ["5", isNone],
    [5, isNone],
    ["null", isNone],
    ['"0.45"', isNone],
    [{ speech: { "u3-rt-pro": 0.45 } }, isWrongAt("speech")],
    [{ speech_per_hour: { "u3-rt-pro": "0.45" } }, isWrongAt("speech_per_hour.u3-rt-pro")],
    [{ speech_per_hour: { "u3-rt-pro": -1 } }, isWrongAt("speech_per_hour.u3-rt-pro")],
    [{ speaker_labels_per_hour: "0.1" }, isWrongAt("speaker_labels_per_hour")],
    [{ models: { claude: 3 } }, isWrongAt("models.claude")],
    [{ models: { claude: { input: 3 } } }, isWrongAt("models.claude.output")],
    [{ models: { claude: { input: 3, output: 1, cached: 1 } } }, isWrongAt("models.claude.cached")],
    ['{"models":{"claude":{"input":1e999,"output":1}}}', isWrongAt("models.claude.input")],
  ])("%j is invalid", (PRICES, problem) => {
    expect(problemsOf({ PRICES })).toEqual([problem]);
  });
});

describe("addresses", () => {
  test.each([
    ["https://streaming.eu.assemblyai.com/", "https://streaming.eu.assemblyai.com"],
    ["http://127.0.0.1:9000", "http://127.0.0.1:9000"],
    ["https://proxy.example/speech//", "https://proxy.example/speech"],
  ])("%s becomes %s", (ASSEMBLYAI_STREAMING_URL, baseUrl) => {
    expect(deploymentOf({ ASSEMBLYAI_STREAMING_URL }).speech.baseUrl).toBe(baseUrl);
  });

  test.each(["wss://x.example", "https://", "https://a:b@x.example", "https://x.example?a", "x"])(
    "%s is invalid",
    (url) => {
      const variables = { ASSEMBLYAI_STREAMING_URL: url, ASSEMBLYAI_LLM_URL: url };
      expect(problemsOf(variables)).toHaveLength(2);
    },
  );
});

describe("numbers", () => {
  test.each([60, "60", " 10800 "])("a session may last %j seconds", (SESSION_MAX_SECONDS) => {
    const { speech } = deploymentOf({ SESSION_MAX_SECONDS });
    expect(speech.sessionMaxSeconds).toBe(Number(SESSION_MAX_SECONDS));
  });

  test.each([0, 59, 10_801, "1e3", "60.5", "-60", "0x60"])("but not %j", (SESSION_MAX_SECONDS) => {
    expect(problemsOf({ SESSION_MAX_SECONDS })).toEqual([
      "SESSION_MAX_SECONDS has to be a whole number from 60 to 10800.",
    ]);
  });
});
