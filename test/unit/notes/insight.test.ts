import { describe, expect, it } from "vitest";
import { insightLine, shownInsight } from "../../../core/notes/insight.ts";
import { keyPointLabel } from "../../../core/notes/key-point-lines.ts";
import { NOTHING_TO_LIST } from "../../../core/notes/support.ts";

const shown = (text: string, insight: string | null, heardText?: string): string | null => {
  const found = shownInsight({ text, insight, ...(heardText !== undefined && { heardText }) });
  return found && insightLine(found, keyPointLabel);
};

const ANY_TURN = "We met the auditors on Tuesday, and it took an hour.";

describe("an insight that says nothing is not shown", () => {
  it.each([
    null,
    "",
    " \n",
    "—",
    "...",
    "None.",
    "**None.**",
    "N/A",
    "Nothing to report.",
    "No action items.",
    "No decisions were made.",
    "There are no decisions, tasks, open questions or numbers.",
    "The transcript contains no feedback.",
    "I have nothing to add.",
    "Not applicable.",
    "Decision: none\nTask: None.\nQuestion: n/a\nNumber: -",
    "Keine.",
    "Keine Entscheidungen oder Aufgaben.",
    "Es wurden keine Aufgaben genannt.",
    "Nichts zu berichten.",
    "Es gibt keine offenen Fragen.",
    "Ninguna.",
    "No hay tareas ni decisiones.",
    "Nada que destacar.",
    "Aucune décision.",
    "Il n’y a pas de tâches.",
    "Rien à signaler.",
    "特になし。",
    "決定事項はありません。",
    "タスクなし",
    "没有决定或任务。",
    "无。",
    "暂无待办事项",
  ])("%j", (insight) => {
    expect(shown(ANY_TURN, insight)).toBeNull();
  });

  it.each(Object.values(NOTHING_TO_LIST).flat())("%j, as notes say it", (word) => {
    expect(shown(ANY_TURN, `${word}.`)).toBeNull();
  });

  it.each([
    "No decision on the budget until Friday.",
    "None of the auditors came back.",
    "Keine Freigabe vor Montag.",
    "Aucun budget avant mars.",
    "Nada cambia hasta el lunes.",
    "予算はまだ決まっていません。",
    "预算还没有批准。",
  ])("unlike %j", (insight) => {
    expect(shown(ANY_TURN, insight)).toBe(insight);
  });
});

const MOVE =
  "Yes. I would move it to the nineteenth, because the review of the contracts takes a week longer than we thought.";
const NUMBERS = "I'll send the numbers to Anna by Friday.";
const ZAHLEN = "Ich schicke Anna die Zahlen bis Freitag.";
const CHIFFRES = "J’envoie les chiffres à Anna avant vendredi.";
const CIFRAS = "Le mando las cifras a Anna antes del viernes.";
const SUUJI = "金曜日までにアンナに数字を送ります。";
const SHUZI = "我星期五之前把数字发给安娜。";
const LONG = `So the way I see it we have spent most of the spring on the search page, and the customers who tried it told us the same
  thing over and over, which is that they find what they look for but they wait too long until it is there. I know that we
  wanted to add filters next, and I know that sales has promised them to two customers, but if people leave before the
  results appear then no filter is going to help us with anything at all.`;

describe("an insight that repeats its turn is not shown", () => {
  it.each([
    [NUMBERS, NUMBERS],
    ["Good. I will find a room.", "I will find a room."],
    [NUMBERS, "The speaker will send the numbers to Anna by Friday."],
    [NUMBERS, "Task: Send the numbers to Anna by Friday."],
    [NUMBERS, "**Summary:** Sends Anna the numbers by Friday."],
    [MOVE, "Proposes to **move it to the nineteenth**; the contract review takes a week longer."],
    [MOVE, "- Move it to the nineteenth\n- The review takes a week longer"],
    [ZAHLEN, "Der Sprecher schickt Anna die Zahlen bis Freitag."],
    [CHIFFRES, "Envoyer les chiffres à Anna avant vendredi."],
    [CIFRAS, "Mandar las cifras a Anna antes del viernes."],
    [SUUJI, "発言者は金曜日までにアンナに数字を送る。"],
    [SHUZI, "发言者将在星期五之前把数字发给安娜。"],
    [LONG, "If people leave before the results appear then no filter is going to help us."],
  ])("%j: %j", (text, insight) => {
    expect(shown(text, insight)).toBeNull();
  });

  it("even if the user has changed the turn since", () => {
    const heard = "I'll sent the numbers to Anna by fried day.";
    expect(shown(NUMBERS, "I'll sent the numbers to Anna by fried day", heard)).toBeNull();
  });
});

describe("an insight that holds more is shown", () => {
  it.each([
    [MOVE, "The launch moves from 12 to 19 March."],
    [NUMBERS, "Anna gets the figures before the weekend."],
    [NUMBERS, "“I'll send the numbers” names no figures: say which, and what Anna needs them for."],
    ["Hello.", "A greeting."],
    [ZAHLEN, "The speaker sends the figures to Anna on Friday."],
    [NUMBERS, ZAHLEN],
    [CHIFFRES, "Anna décide lundi, donc vendredi laisse peu de marge."],
    [CIFRAS, "Falta acordar qué datos necesita Anna."],
    [SUUJI, "締め切りに遅れる恐れがあるので、早めに確認するとよい。"],
    [SHUZI, "应先确认需要哪些指标，并提前一天检查。"],
    [
      LONG,
      "Speed of the search page comes before filters: customers leave because they wait too long.",
    ],
  ])("%j: %j", (text, insight) => {
    expect(shown(text, insight)).toBe(insight);
  });
});

it("of a list of key points those that say nothing are left out", () => {
  const insight =
    "- Decision: None\n* **Task:** Finance names the owner of the Lisbon lease\nNumber: –";
  expect(shown(ANY_TURN, insight)).toBe("Task: Finance names the owner of the Lisbon lease");
});
