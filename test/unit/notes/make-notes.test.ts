import { expect, it } from "vitest";
import { makeNotes, type NotesOrder } from "../../../core/notes/make-notes.ts";
import { transcriptLines } from "../../../core/notes/transcript-lines.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { LanguageRequest } from "../../../core/language/language-request.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import { spoken } from "../spoken.ts";

const WORDS = "We will ship the search page on Friday the twelfth of March.";

const linesOf = (count: number) =>
  transcriptLines(
    Array.from({ length: count }, (_, order) =>
      spoken({ order, text: WORDS, startMs: order * 5_000, endMs: order * 5_000 + 4_000 }),
    ),
  );

const orderOf = (turns: number, changes: Partial<NotesOrder> = {}): NotesOrder => ({
  instructions: "List the decisions.",
  lines: linesOf(turns),
  allLines: linesOf(turns),
  context: { title: "Weekly", language: "", keyTerms: [] },
  contextTokens: 24_000,
  form: "notes",
  languages: [],
  ...changes,
});

/** Model that answers with the number of the request and records all requests. */
function model(answer: (question: number) => Result<ChatReply> = replied) {
  const questions: { system: string; user: string; form: string; isLast: boolean }[] = [];
  const ask = async ({ messages, form }: LanguageRequest, isLast: boolean) => {
    const [system, user] = messages;
    questions.push({ system: system?.content ?? "", user: user?.content ?? "", form, isLast });
    return answer(questions.length);
  };
  return { questions, ask };
}

const replied = (question: number): Result<ChatReply> =>
  ok({
    model: "claude",
    content: `- Answer ${question}. [${question}]`,
    finish_reason: "stop",
    usage: { input_tokens: 100, output_tokens: 10 },
  });

it("makeNotes asks once if the transcript fits into one request", async () => {
  const { questions, ask } = model();
  const progress: unknown[] = [];
  const made = await makeNotes(orderOf(10), ask, (done) => progress.push(done));
  expect(questions).toMatchObject([{ isLast: true }]);
  expect(questions[0]?.user).toContain("[10] 0:45 Them: We will ship");
  expect(questions[0]?.system).toContain("List the decisions.");
  expect(progress).toEqual([{ done: 0, parts: 1, step: "whole" }]);
  expect(made).toEqual(
    ok({
      markdown: "- Answer 1. [1]",
      model: "claude",
      isCutOff: false,
      usage: { inputTokens: 100, outputTokens: 10 },
    }),
  );
});

it("makeNotes fills in the user's lines first, and counts these requests too", async () => {
  const { questions, ask } = model();
  const progress: unknown[] = [];
  const ownLines = [{ id: "a", atMs: 20_000, text: "ship?" }];
  const order = orderOf(10, { ownLines });
  const made = await makeNotes(order, ask, (done) => progress.push(done));
  expect(questions).toMatchObject([
    { form: "lines", isLast: false },
    { form: "notes", isLast: true },
  ]);
  expect(progress).toEqual([
    { done: 0, parts: 2, step: "lines" },
    { done: 1, parts: 2, step: "whole" },
  ]);
  // The reply was no JSON.
  expect(made).toMatchObject(ok({ markdown: "- Answer 2. [2]", ownPoints: [] }));
});

it("makeNotes reads a long transcript in parts, each turn once, and merges their notes", async () => {
  const { questions, ask } = model();
  const progress: number[] = [];
  // Three hours of speech are about 2,000 turns of 20 tokens each.
  const made = await makeNotes(orderOf(2_000, { contextTokens: 8_000 }), ask, ({ done }) =>
    progress.push(done),
  );
  const parts = questions.slice(0, -1);
  const read = parts.flatMap(({ user }) =>
    [...user.matchAll(/^\[(\d+)\]/gm)].map(([, n]) => Number(n)),
  );
  expect(read).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
  expect(parts.length).toBeGreaterThan(3);
  for (const { user } of parts) expect(user.length / 4).toBeLessThan(8_200);
  expect(questions.map(({ isLast }) => isLast)).toEqual([...parts.map(() => false), true]);
  const merge = questions.at(-1)?.user ?? "";
  expect(merge).toContain("Answer 1. [1]");
  expect(merge).toContain(`Answer ${parts.length}.`);
  expect(merge).not.toContain("<transcript>");
  expect(progress).toEqual([...parts.keys(), parts.length]);
  expect(made).toMatchObject({
    value: { usage: { inputTokens: 100 * questions.length, outputTokens: 10 * questions.length } },
  });
});

it("makeNotes continues live notes with what was said since", async () => {
  const { questions, ask } = model();
  const lines = linesOf(12).slice(10);
  await makeNotes(orderOf(12, { lines, before: "- Old point. [2]" }), ask, () => {});
  expect(questions).toHaveLength(1);
  expect(questions[0]?.user).toContain("<notes>\n- Old point. [2]\n</notes>");
  expect(questions[0]?.user).not.toContain("[10]");
  expect(questions[0]?.user).toContain("[12]");
});

it.each([
  ["without words", []],
  ["of a greeting alone", transcriptLines([spoken({ text: "Hello, good morning everyone." })])],
])("makeNotes does not ask about a transcript %s", async (_, lines) => {
  const { questions, ask } = model();
  const made = await makeNotes(orderOf(0, { lines, allLines: lines }), ask, () => {});
  expect(made).toEqual(fail("notes-empty-transcript"));
  expect(questions).toEqual([]);
});

it("makeNotes stops at the first request that fails", async () => {
  const { questions, ask } = model((question) =>
    question === 2 ? fail("worker-unreachable") : replied(question),
  );
  const made = await makeNotes(orderOf(2_000, { contextTokens: 8_000 }), ask, () => {});
  expect(made).toEqual(fail("worker-unreachable"));
  expect(questions).toHaveLength(2);
});

it("makeNotes fails on an empty reply and reports one that was cut off", async () => {
  const empty = model(() => ok({ ...valueOf(replied(1)), content: " \n" }));
  expect(await makeNotes(orderOf(3), empty.ask, () => {})).toEqual(fail("notes-failed"));
  const cut = model(() => ok({ ...valueOf(replied(1)), finish_reason: "length" as const }));
  expect(await makeNotes(orderOf(3), cut.ask, () => {})).toMatchObject({
    value: { isCutOff: true },
  });
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.problem.reason);
  return result.value;
}

it("makeNotes counts usage as incomplete if one of the replies is", async () => {
  const { ask } = model((question) => {
    const reply = replied(question);
    if (!reply.ok || question !== 2) return reply;
    return ok({ ...reply.value, usage: { input_tokens: 0, output_tokens: 10, incomplete: true } });
  });
  const made = await makeNotes(orderOf(100, { contextTokens: 1_500 }), ask, () => {});
  expect(made).toMatchObject({ value: { usage: { isIncomplete: true } } });
});
