import { expect, it, test } from "vitest";
import type { Note } from "../../../core/meeting.ts";
import { type SearchFilter, type SpeakerWords, firstHits } from "../../../core/protocol/search.ts";
import { finderOf, searchedTexts } from "../../../core/search/find-in-meeting.ts";
import { indexWordsOf } from "../../../core/search/index-words.ts";
import { spanOf, parseQuery } from "../../../core/search/query.ts";
import { held, spoken } from "../spoken.ts";

const NO_FILTER: SearchFilter = { fromMs: null, untilMs: null, speaker: "" };
const WORDS: SpeakerWords = { usual: { tab: "Them", mic: "You" }, labelled: "Speaker $1" };

const note = (change: Partial<Note>): Note => ({
  id: "n",
  meetingId: "m",
  markdown: "",
  model: "claude",
  createdAt: 0,
  ...change,
});

const CONTENT = {
  meeting: held({
    title: "Budget round",
    names: { "tab B": "Anna Åberg" },
    ownLines: [
      { id: "mine", atMs: 3_500, text: "Ask for the budget of autumn" },
      { id: "done", atMs: 3_600, text: "Send the slides", kind: "task", isDone: true },
    ],
  }),
  turns: [
    spoken({ order: 0, startMs: 1_000, text: "Shall we go on?", speaker: "B" }),
    spoken({ order: 1, startMs: 2_000, text: "", words: [] }),
    spoken({ order: 2, startMs: 3_000, text: "The budget, yes.", speaker: "A" }),
    spoken({
      order: 3,
      startMs: 4_000,
      text: "Then the budget of the last quarter stands as it was in spring, I hope.",
      speaker: "B",
    }),
  ],
  notes: [
    note({ id: "old", markdown: "- Budget of before" }),
    note({
      id: "new",
      markdown: "- The **budget** stands [3]",
      ownPoints: [{ line: "mine", markdown: "- Anna asks for **forecasts** [3]" }],
      createdAt: 1,
    }),
    note({
      id: "q",
      subject: { type: "question", question: "Which budget?" },
      markdown: "That of spring.",
    }),
  ],
};

function find(typed: string, filter: Partial<SearchFilter> = {}): string[] {
  const found = finderOf(parseQuery(typed), { ...NO_FILTER, ...filter }, WORDS).findIn(CONTENT);
  const title = found?.isTitleHit ? ["title"] : [];
  const hits = found?.hits.map((hit) =>
    hit.type === "turn"
      ? `${hit.speaker} ${hit.key.order}`
      : hit.type === "line"
        ? hit.lineId
        : hit.noteId,
  );
  return [...title, ...(hits ?? [])];
}

it("findIn returns the title, turns by time, own lines and the latest notes", () => {
  expect(find("budget")).toEqual(["title", "Speaker A 2", "Anna Åberg 3", "mine", "new", "q"]);
  expect(find("budget spring")).toEqual(["Anna Åberg 3", "q"]);
  expect(find("before")).toEqual([]);
});

it.each([
  ["slides", ["done"]],
  ["forecasts", ["new"]],
])(
  "what the user and the model wrote into the notepad is found and indexed: %s",
  (typed, found) => {
    expect(find(typed)).toEqual(found);
    expect(searchedTexts(CONTENT).flatMap(indexWordsOf)).toContain(typed);
  },
);

it("own lines have no speaker", () => {
  expect(find("budget", { speaker: "anna" })).toEqual(["Anna Åberg 3"]);
});

test.each([
  ["anna", ["Anna Åberg 3"]],
  ["aberg", ["Anna Åberg 3"]],
  ["speaker", ["Speaker A 2"]],
  ["nobody", []],
])("findIn filters by speaker: %s", (speaker, expected) => {
  expect(find("budget", { speaker })).toEqual(expected);
});

it("a short turn is returned with the turn before it, a long one without", () => {
  const found = finderOf(parseQuery("budget"), NO_FILTER, WORDS).findIn(CONTENT);
  const before = found?.hits.map((hit) => hit.type === "turn" && hit.before);
  expect(before?.slice(0, 2)).toEqual([
    { speaker: "Anna Åberg", text: [{ text: "Shall we go on?", isHit: false }] },
    null,
  ]);
});

it("searchedTexts returns all that can be found", () => {
  const words = searchedTexts(CONTENT).flatMap(indexWordsOf);
  for (const word of ["round", "shall", "spring", "stands", "which"]) expect(words).toContain(word);
  expect(words).not.toContain("before");
});

it("isWithin includes the start and excludes the end of the period", () => {
  const { isWithin } = finderOf(parseQuery("a"), { ...NO_FILTER, fromMs: 10, untilMs: 20 }, WORDS);
  expect([9, 10, 19, 20].map(isWithin)).toEqual([false, true, true, false]);
});

test.each([
  ["any", "", "", null, null],
  ["week", "", "", new Date(2026, 10, 15, 12), null],
  ["between", "2026-11-01", "2026-11-30", new Date(2026, 10, 1), new Date(2026, 11, 1)],
  ["between", "", "2026-12-31", null, new Date(2027, 0, 1)],
  ["between", "2026-11-01", "", new Date(2026, 10, 1), null],
] as const)("spanOf %s from %s to %s", (period, from, to, first, end) => {
  const now = new Date(2026, 10, 22, 12).getTime();
  expect(spanOf({ period, from, to }, now)).toEqual({
    fromMs: first?.getTime() ?? null,
    untilMs: end?.getTime() ?? null,
  });
});

it("firstHits keeps the limit across meetings", () => {
  const found = finderOf(parseQuery("budget"), NO_FILTER, WORDS).findIn(CONTENT);
  if (!found) throw new Error("no hits");
  const counts = (limit: number) => firstHits([found, found], limit).map(({ hits }) => hits.length);
  expect(counts(3)).toEqual([2]);
  expect(counts(5)).toEqual([4]);
  expect(counts(7)).toEqual([5, 0]);
  expect(counts(99)).toEqual([5, 5]);
});
