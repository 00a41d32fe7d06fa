import { describe, expect, it } from "vitest";
import {
  serviceWords,
  createSessionWatch,
  type LoggedSession,
  withSession,
} from "../../../core/diagnostics/session-log.ts";
import type { TurnMessage } from "../../../core/speech/service.ts";

const BEGINNING = { sessionId: "7c1e", model: "m", reported: null, ignored: [], refused: [] };

describe("serviceWords keeps nothing that was said or typed", () => {
  it.each<[string, readonly string[], string]>([
    ["Rate limit exceeded", ["We moved the budget to Friday."], "Rate limit exceeded"],
    ["Refused: move the budget to Friday", ["We move the budget to FRIDAY."], "Refused: …"],
    ["Unsafe: budget", ["the budget"], "Unsafe: …"],
    ["Cannot read 会議は金曜日です here", [], "Cannot read … here"],
    ["Invalid name Müller", [], "Invalid name …"],
    [
      "Invalid 'keyterms_prompt': 'Acme Ltd' is too long",
      [],
      "Invalid 'keyterms_prompt': … is too long",
    ],
    ["See https://example.com/a?token=b now", [], "See … now"],
    [`Token ${"aQ1".repeat(20)} expired`, [], "Token … expired"],
    ["a  b\nc", [], "a b c"],
  ])("%j after %j is %j", (message, content, told) => {
    expect(serviceWords(message, content)).toBe(told);
  });
});

const turn = (order: number, transcript: string): TurnMessage => ({
  type: "turn",
  order,
  endOfTurn: true,
  formatted: true,
  transcript,
  words: [],
  language: null,
  speaker: null,
});
const failed = (order: number, error: string) =>
  ({ type: "insight", order, content: null, usage: null, error }) as const;

it("the words of an insight's error are compared with its own turn and the settings", () => {
  const watch = createSessionWatch();
  watch.begin(BEGINNING, ["Priya"], 0);
  watch.heard(turn(0, "The budget"));
  watch.heard(turn(1, "A limit"));
  watch.heard(failed(0, "Unsafe budget of Priya, no limit"));
  watch.heard(failed(9, "Of a turn that is not known"));
  expect(watch.end(1, 2)?.words).toEqual(["Unsafe … of …, no limit"]);
});

it("a session has its own words, each once and few of them, and ends once", () => {
  const watch = createSessionWatch();
  expect(watch.end(1, 2)).toBeNull();
  watch.begin(BEGINNING, [], 0);
  for (let code = 0; code < 30; code++)
    for (const text of ["Careful", "Careful"])
      watch.heard({ type: "warning", code, text, setting: null });
  const first = watch.end(1, 2);
  expect(first?.words).toEqual(Array.from({ length: 10 }, (_, code) => `${code}: Careful`));
  expect(watch.end(1, 2)).toBeNull();
  watch.begin(BEGINNING, [], 3);
  expect(watch.end(1, 4)).toMatchObject({ words: [], beganAt: 3, endedAt: 4, heardSeconds: null });
});

it("the log keeps the last fifty sessions, latest first", () => {
  let log: readonly LoggedSession[] = [];
  for (let beganAt = 0; beganAt < 60; beganAt++)
    log = withSession(log, {
      ...BEGINNING,
      channel: "tab",
      beganAt,
      endedAt: beganAt,
      words: [],
      sentSeconds: 1,
      heardSeconds: 1,
      sessionSeconds: 1,
    });
  expect(log.map(({ beganAt }) => beganAt)).toEqual(Array.from({ length: 50 }, (_, at) => 59 - at));
});
