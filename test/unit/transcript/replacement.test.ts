import { describe, expect, it } from "vitest";
import type { Note } from "../../../core/meeting.ts";
import {
  correctionOf,
  replacedPlaces,
  replaceIn,
  type Replacement,
} from "../../../core/transcript/replacement.ts";
import { spoken } from "../spoken.ts";

describe("correctionOf", () => {
  it.each([
    ["Let us meat.", "Let us meet.", "meat", "meet"],
    ["Ask Gray about it", "Ask Great about it", "Gray", "Great"],
    [
      "from the location, then",
      "from the phone. The application, then",
      "location",
      "phone. The application",
    ],
    ["It is Cooper Netties.", "It is Kubernetes.", "Cooper Netties", "Kubernetes"],
    ["so laura said", "so Laura said", "laura", "Laura"],
  ])("finds what was corrected in “%s”", (before, after, from, to) => {
    expect(correctionOf(before, after)).toEqual({ from, to, match: "words" });
  });

  it.each([
    ["added words", "Let us meet.", "Let us meet now."],
    ["removed words", "Let us um meet.", "Let us meet."],
    [
      "a new sentence",
      "We talked about the plan for May.",
      "Nobody said anything at all about it.",
    ],
    ["punctuation", "Yes, we meet", "Yes. We meet."],
    ["frequent words", "That is there.", "That is their."],
    ["nothing", "Yes.", "Yes."],
  ])("finds none in %s", (_, before, after) => {
    expect(correctionOf(before, after)).toBeNull();
  });
});

describe("replaceIn", () => {
  const meat: Replacement = { from: "meat", to: "meet", match: "words" };

  it("replaces whole words in any case and keeps the capital of a sentence", () => {
    expect(replaceIn("Meat us. We meat, no meatball.", meat)).toEqual({
      text: "Meet us. We meet, no meatball.",
      count: 2,
    });
  });

  it("ignores accents, and counts only places that change", () => {
    const muller: Replacement = { from: "Muller", to: "Müller", match: "words" };
    expect(replaceIn("Müller, Muller and MULLER", muller)).toEqual({
      text: "Müller, Müller and Müller",
      count: 2,
    });
  });

  it("replaces a name in its case alone", () => {
    const them: Replacement = { from: "Them", to: "Laura", match: "name" };
    expect(replaceIn("**Them**: tell them.", them).text).toBe("**Laura**: tell them.");
  });

  it("replaces text anywhere as it was typed", () => {
    const text: Replacement = { from: "ball", to: "BOWL", match: "text" };
    expect(replaceIn("Ball, meatball", text)).toEqual({ text: "BOWL, meatBOWL", count: 2 });
  });

  it("finds words of scripts without spaces anywhere", () => {
    const name: Replacement = { from: "伊東", to: "伊藤", match: "words" };
    expect(replaceIn("明日は伊東さんと会います", name).text).toBe("明日は伊藤さんと会います");
  });
});

describe("replacedPlaces", () => {
  const turns = ["Ask Gray.", "Nothing.", "Gray, then gray."].map((text, order) =>
    spoken({ order, startMs: order * 1_000, text }),
  );
  const note = (change: Partial<Note>): Note => ({
    id: "n",
    meetingId: "m",
    markdown: "- Gray pays [1].",
    model: "x",
    createdAt: 1,
    ...change,
  });
  const gray: Replacement = { from: "Gray", to: "Great", match: "words" };

  it("counts turns and the latest version of each kind of notes", () => {
    const places = replacedPlaces(turns, [note({ id: "old" }), note({ id: "new" })], gray);
    expect(places.turns.map(({ turn, text }) => [turn.order, text])).toEqual([
      [0, "Ask Great."],
      [2, "Great, then Great."],
    ]);
    expect(places.notes.map(({ note: { id }, markdown }) => [id, markdown])).toEqual([
      ["new", "- Great pays [1]."],
    ]);
    expect(places.count).toBe(4);
  });

  it("leaves live notes and answers as they are", () => {
    const question = { type: "question", question: "Who pays?" } as const;
    const notes = [note({ isLive: true }), note({ id: "q", subject: question })];
    expect(replacedPlaces([], notes, gray).notes).toEqual([]);
  });
});
