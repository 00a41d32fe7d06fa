import { expect, it, vi } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { all, click, one, openPanel, text, type } from "./support/panel.ts";

const CONFIG = {
  name: "anna",
  version: "1",
  region: "eu",
  notes: { default_model: "claude", models: ["claude", "gpt"], max_tokens: 1000 },
  limits: { max_session_duration_seconds: 3600, max_chat_bytes: 1000 },
};
const budget = (left: number) => ({ limit: 9_999_999, used: 0, left });
const USAGE = {
  name: "anna",
  session_seconds: budget(18_779),
  model_tokens: budget(1_260_000),
  day: "2026-11-22",
  resets_in_seconds: 60,
};
/** Midnight UTC in local time. */
const RESET = new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(
  Date.UTC(2026, 10, 23),
);

const refused = (status: number, code: string) => () =>
  Response.json({ error: { code, message: "Words of the Worker. Do it." } }, { status });

/** Mocks the Worker's answers by path. */
function answer(answers: Readonly<Record<string, () => Response>> = {}) {
  const paths = {
    "/v1/config": () => Response.json(CONFIG),
    "/v1/usage": () => Response.json(USAGE),
    ...answers,
  };
  return vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const found = Object.entries(paths).find(([path]) => String(input).endsWith(path));
    return found ? found[1]() : Response.error();
  });
}

async function openSettings(): Promise<void> {
  await openPanel();
  await click("button", "Settings");
}

it("opened settings show the name of the code and today's budget", async () => {
  const fetched = answer();
  await openSettings();
  expect(text()).toContain("Connected as anna");
  expect(text()).toContain(
    `Left today, until ${RESET}: 5 hours 12 minutes of speech, and 1.2 million model tokens.`,
  );
  expect(fetched.mock.calls.map(([url]) => String(url))).toEqual([
    "https://worker.example/v1/config",
    "https://worker.example/v1/usage",
  ]);
});

it("the budget is fetched each time the settings open", async () => {
  answer();
  await openSettings();
  await click("button", "Back");
  answer({
    "/v1/usage": () => Response.json({ ...USAGE, session_seconds: budget(59) }),
  });
  await click("button", "Settings");
  expect(text()).toContain("0 minutes of speech");
  expect(text()).not.toContain("5 hours");
});

it.each([
  [7_200, 950, "2 hours of speech, and 950 model tokens"],
  [3_660, 12_999, "1 hour 1 minute of speech, and 12 thousand model tokens"],
  [0, 0, "0 minutes of speech, and 0 model tokens"],
])("a budget of %i s and %i tokens reads “%s”", async (seconds, tokens, words) => {
  const usage = { ...USAGE, session_seconds: budget(seconds), model_tokens: budget(tokens) };
  answer({ "/v1/usage": () => Response.json(usage) });
  await openSettings();
  expect(text()).toContain(words);
});

it("nothing is fetched without an access code", async () => {
  const fetched = answer();
  await openPanel({ ...DEFAULT_SETTINGS, workerUrl: "https://worker.example" });
  expect(fetched).not.toHaveBeenCalled();
});

it("a passed test shows today's budget", async () => {
  answer();
  await openPanel(DEFAULT_SETTINGS);
  await click("button", "Join your team");
  await type("Worker URL", "https://worker.example");
  await type("Access code", "rose");
  await click("button", "Test connection");
  expect(text()).toContain("Connected as anna");
  expect(text()).toContain("5 hours 12 minutes of speech");
});

it.each([
  [401, "unauthorized", "The access code was not accepted."],
  [429, "too_many_attempts", "Too many wrong access codes came from this network."],
  [429, "budget_spent", "Today’s budget of your access code is used up."],
  [429, "rate_limited", "Too many requests in a short time."],
  [403, "origin_refused", "Your team’s service does not admit this browser extension."],
  [503, "not_configured", "Your team’s service is not fully set up."],
])("a refusal with %i %s shows “%s”", async (status, code, sentence) => {
  answer({ "/v1/config": refused(status, code) });
  await openSettings();
  expect(text()).toContain(sentence);
  expect(text()).toContain("Words of the Worker.");
  expect(text()).not.toContain("Connected as");
});

it("a connection without a known budget says why it is unknown", async () => {
  answer({ "/v1/usage": refused(500, "internal") });
  await openSettings();
  expect(text()).toContain("Connected as anna");
  expect(text()).toContain("Your team’s service got no answer from the service behind it.");
  expect(text()).not.toContain("Left today");
});

const MODELS = [
  { id: "claude", price: { input: 3, output: 15 }, streams: true },
  { id: "qwen", streams: false, retires: "2026-12-31" },
  { id: "bare" },
];

const offeredBy = (field: HTMLElement) =>
  [...((field as HTMLInputElement).list?.options ?? [])].map((option) => [
    option.value,
    option.getAttribute("label"),
  ]);
const helpOf = (field: HTMLElement): string =>
  document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent.trim() ?? "";

it("fields for language models offer those of the gateway, with price and retirement", async () => {
  answer({ "/v1/config": () => Response.json({ ...CONFIG, language_models: MODELS }) });
  await openSettings();
  const [insight, notes] = all("textbox", "Model");
  if (!insight || !notes) throw new Error("A field is missing.");
  for (const field of [insight, notes]) {
    expect(offeredBy(field)).toEqual([
      ["claude", "$3.00 in, $15.00 out, for a million tokens."],
      ["qwen", "Answers come all at once. Retires on Dec 31, 2026. Choose another."],
      ["bare", ""],
    ]);
  }
  expect(helpOf(notes)).toBe("$3.00 in, $15.00 out, for a million tokens.");
  expect(helpOf(insight)).toBe("Choose a model, or type any that your team may use.");
});

it("the empty field for the speech model shows the team's", async () => {
  answer({
    "/v1/config": () =>
      Response.json({ ...CONFIG, speech: { default_model: "universal-streaming-english" } }),
  });
  await openSettings();
  expect((one("textbox", "Speech model") as HTMLInputElement).placeholder).toBe(
    "universal-streaming-english",
  );
  expect(helpOf(one("textbox", "Hints"))).toContain("universal-streaming-english does not");
});

it("the field for the notes model offers the Worker's models", async () => {
  answer();
  await openSettings();
  const model = all("textbox", "Model").at(-1) as HTMLInputElement;
  expect(model.placeholder).toBe("claude");
  const offered = document.getElementById(model.getAttribute("list") ?? "");
  expect([...(offered?.children ?? [])].map((each) => each.getAttribute("value"))).toEqual([
    "claude",
    "gpt",
  ]);
});

const limitHelp = (): string => {
  const field = one("textbox", "Monthly limit, in dollars");
  return document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent ?? "";
};

it("the help for the monthly limit says if there are no prices", async () => {
  answer();
  await openSettings();
  expect(limitHelp()).toContain("tells no prices");
});

it("the help for the monthly limit explains it if there are prices", async () => {
  const prices = { speech_per_hour: { "u3-rt-pro": 0.45 }, models: {} };
  answer({ "/v1/config": () => Response.json({ ...CONFIG, prices }) });
  await openSettings();
  expect(limitHelp()).toContain("You are warned");
});
