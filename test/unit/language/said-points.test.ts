import { describe, expect, it } from "vitest";
import { saidPoints } from "../../../core/language/extractive/said-points.ts";

const pointsOf = (text: string, language: string | null = null, next: string | null = null) =>
  saidPoints({ text, language }, next === null ? null : { text: next, language }).map(
    ({ kind, text }) => `${kind}: ${text}`,
  );

describe("in English saidPoints finds", () => {
  it.each([
    ["so we decided to ship it in the spring", ["decision: We decided to ship it in the spring."]],
    [
      "Agreed. I will write the release notes by next Wednesday.",
      ["task: I will write the release notes by next Wednesday."],
    ],
    [
      "Priya, can you send the numbers? We agreed to wait until then.",
      ["task: Priya, can you send the numbers?", "decision: We agreed to wait until then."],
    ],
    ["About forty people tried it last week.", ["number: About forty people tried it last week."]],
    ["It costs $4,500 a month now.", ["number: It costs $4,500 a month now."]],
    ["That is very slow, and it was sunny.", []],
    ["Let's talk about that next week then.", []],
    ["We meet on Friday the twelfth of March at 10:30.", []],
    ["Good morning, everyone.", []],
    ["", []],
  ])("of %j %j", (text, points) => {
    expect(pointsOf(text)).toEqual(points);
  });
});

describe("a question counts", () => {
  const question = "Who will train the new support team?";
  it.each([
    ["until something is said", null, [`question: ${question}`]],
    ["if the reply leaves it open", "I don't know yet.", [`question: ${question}`]],
    ["and no longer once it is answered", "Priya trains them in April.", []],
  ])("%s", (_, next, points) => {
    expect(pointsOf(question, "en", next)).toEqual(points);
  });
});

describe("in other languages saidPoints finds questions by their mark and numbers by their digits", () => {
  it.each([
    [
      "de",
      "Wann liefern wir die neue Suche aus?",
      ["question: Wann liefern wir die neue Suche aus?"],
    ],
    ["de", "Das kostet uns 4.500 Euro im Monat.", ["number: Das kostet uns 4.500 Euro im Monat."]],
    ["de", "Wir haben beschlossen, am 12.3.2026 um 14 Uhr zu liefern.", []],
    ["de", "Was an dem Tag alles gut war, weiß ich nicht.", []],
    ["de", "Wirklich?", []],
    [
      "es",
      "¿Quién prepara el informe para el lunes?",
      ["question: ¿Quién prepara el informe para el lunes?"],
    ],
    [
      "fr",
      "Nous avons perdu 12 % des clients. On continue.",
      ["number: Nous avons perdu 12 % des clients."],
    ],
    [
      "ja",
      "誰が資料を作りますか？売上は30%増えました。",
      ["question: 誰が資料を作りますか？", "number: 売上は30%増えました。"],
    ],
    [
      "zh",
      "谁来准备材料？预算是500万元。我们3月12日开会。",
      ["question: 谁来准备材料？", "number: 预算是500万元。"],
    ],
    ["en-GB", "We decided to wait for it.", ["decision: We decided to wait for it."]],
  ])("%s: %j", (language, text, points) => {
    expect(pointsOf(text, language)).toEqual(points);
  });

  it("also if the language is not known", () => {
    expect(pointsOf("Wann liefern wir die neue Suche aus?")).toHaveLength(1);
    expect(pointsOf("Was an dem Tag alles so gut war, das sagen wir morgen.")).toEqual([]);
  });
});

it("a long clause is cut", () => {
  const [point = ""] = pointsOf(`We decided to use ${"harbor ".repeat(40)}`, "en");
  expect(point).toMatch(/…$/);
  expect(point.split(" ").length).toBeLessThan(25);
});
