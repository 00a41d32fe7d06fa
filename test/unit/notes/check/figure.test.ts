/**
 * Measures the check by ten meetings (`meetings/`): how many of the false statements it marks, and how many of the true ones. The
 * figures are in docs/decisions/0010-notes-cite-turns.md#measured.
 */

import { describe, expect, it } from "vitest";
import { checkNote, spokenLanguage } from "../../../../core/notes/check/note-check.ts";
import { doubtsIn, readingParts } from "../../../../core/notes/check/second-reading.ts";
import { falsified, type MeasuredMeeting, measuredMeetings } from "./measured.ts";

/** The rules were tuned by the other meetings only. */
const HELD_OUT = ["dianshang-zh", "lecture-en", "salon-fr", "supplier-en"];

const LEAST_FALSE_MARKED = 0.9;
const MOST_TRUE_MARKED = 0.03;

function isMarked(text: string, { turns, speakers, title }: MeasuredMeeting): boolean {
  const transcript = { turns, speakers, known: [title], language: spokenLanguage(turns) };
  return checkNote({ markdown: `- ${text}` }, transcript).faults.size > 0;
}

interface Figure {
  readonly trueOnes: number;
  readonly trueMarked: number;
  readonly falseOnes: number;
  readonly falseMarked: number;
}

function figureOf(meetings: readonly MeasuredMeeting[]): Figure {
  const trueOnes = meetings.flatMap((meeting) =>
    meeting.trueOnes.map((text) => isMarked(text, meeting)),
  );
  const falseOnes = meetings.flatMap((meeting) =>
    [...meeting.falseOnes, ...falsified(meeting)].map(({ text }) => isMarked(text, meeting)),
  );
  return {
    trueOnes: trueOnes.length,
    trueMarked: trueOnes.filter(Boolean).length,
    falseOnes: falseOnes.length,
    falseMarked: falseOnes.filter(Boolean).length,
  };
}

const all = measuredMeetings();
const heldOut = all.filter(({ name }) => HELD_OUT.includes(name));

describe.each([
  ["all ten meetings", all],
  ["the four held-out meetings", heldOut],
])("by rules alone, in %s", (_, meetings) => {
  const figure = figureOf(meetings);

  it("at least nine of ten false statements are marked", () => {
    expect(figure.falseMarked / figure.falseOnes).toBeGreaterThanOrEqual(LEAST_FALSE_MARKED);
  });

  it("at most three of a hundred true statements are marked", () => {
    expect(figure.trueMarked / figure.trueOnes).toBeLessThanOrEqual(MOST_TRUE_MARKED);
  });
});

describe("with a second reading by a scripted model", () => {
  /** Sees through half of what is false, and doubts one true statement of fifty. */
  const doubts = (text: string, isFalse: boolean): boolean =>
    [...text].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0) % (isFalse ? 2 : 50) === 0;

  const counted = (isFalse: boolean) => {
    const statements = all.flatMap((meeting) =>
      (isFalse
        ? [...meeting.falseOnes, ...falsified(meeting)].map(({ text }) => text)
        : meeting.trueOnes
      ).map((text) => ({ meeting, text })),
    );
    const marked = statements.filter(({ meeting, text }) => isMarkedTwice(text, meeting, isFalse));
    const byRules = statements.filter(({ meeting, text }) => isMarked(text, meeting));
    return { marked, byRules, share: marked.length / statements.length };
  };

  function isMarkedTwice(text: string, meeting: MeasuredMeeting, isFalse: boolean): boolean {
    const { turns, speakers, title } = meeting;
    const transcript = { turns, speakers, known: [title], language: spokenLanguage(turns) };
    const note = { markdown: `- ${text}` };
    const read = readingParts(note, transcript, 24_000).flatMap(({ statements }) => {
      const verdict = doubts(text, isFalse) ? "not" : "supported";
      const reply = JSON.stringify({ verdicts: [{ statement: 1, verdict }] });
      return doubtsIn(reply, statements) ?? [];
    });
    const secondReading = { model: "scripted", statements: 1, doubts: read };
    return checkNote({ ...note, secondReading }, transcript).faults.size > 0;
  }

  it("more false statements are marked, and no mark of the rules is lost", () => {
    const { marked, byRules, share } = counted(true);
    expect(share).toBeGreaterThanOrEqual(0.95);
    expect(byRules.filter((each) => !marked.some(({ text }) => text === each.text))).toEqual([]);
  });

  it("of the true statements no more are marked than the model doubts", () => {
    const { share } = counted(false);
    expect(share).toBeLessThanOrEqual(0.05);
  });
});

it("there are ten meetings with at least 200 statements of each kind", () => {
  const { trueOnes, falseOnes } = figureOf(all);
  expect(all).toHaveLength(10);
  expect(heldOut).toHaveLength(HELD_OUT.length);
  expect(trueOnes).toBeGreaterThanOrEqual(200);
  expect(falseOnes).toBeGreaterThanOrEqual(200);
});

it("the figures are those of the decision", async () => {
  await expect(table()).toMatchFileSnapshot("figure.txt");
});

const share = (part: number, of: number): string =>
  `${part} of ${of} (${((100 * part) / of).toFixed(1)} %)`;

function table(): string {
  const rows = [
    ...all.map((meeting) => [meeting.name, [meeting]] as const),
    ["held out", heldOut] as const,
    ["all", all] as const,
  ];
  return [
    "| meeting | false marked | true marked |",
    "| ------- | ------------ | ----------- |",
    ...rows.map(([name, meetings]) => {
      const { trueOnes, trueMarked, falseOnes, falseMarked } = figureOf(meetings);
      return `| ${name} | ${share(falseMarked, falseOnes)} | ${share(trueMarked, trueOnes)} |`;
    }),
    "",
  ].join("\n");
}
