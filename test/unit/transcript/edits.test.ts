import { expect, it } from "vitest";
import { keepEdits, withSpeaker, withText } from "../../../core/transcript/edits.ts";
import { spoken } from "../spoken.ts";

const heard = spoken({ text: "Let us meat on Tuesday." });
const edited = withText(heard, " Let us meet  on Tuesday. ");

it("keeps what was heard beside what a person has made of it", () => {
  expect(edited).toEqual({ ...heard, text: "Let us meet on Tuesday.", heardText: heard.text });
  expect(withText(edited, "On Tuesday.").heardText).toBe(heard.text);
});

it.each([[""], [" "], [heard.text]])("takes the change back where the text is “%s”", (text) => {
  expect(withText(edited, text)).toEqual(heard);
});

it("holds on to a person's words when the service words the turn anew", () => {
  const anew = { ...heard, text: "Let us meat on Thursday.", speaker: "B" };
  expect(keepEdits(withSpeaker(edited, "mic"), anew)).toEqual({
    ...anew,
    text: edited.text,
    heardText: anew.text,
    saidBy: "mic",
  });
  expect(keepEdits(heard, anew)).toEqual(anew);
  expect(keepEdits(undefined, anew)).toEqual(anew);
});

it("gives a turn to another speaker, and back to the one who was heard", () => {
  expect(withSpeaker(heard, "person 1").saidBy).toBe("person 1");
  expect(withSpeaker(withSpeaker(heard, "person 1"), null)).toEqual(heard);
});
