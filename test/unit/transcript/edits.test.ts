import { expect, it } from "vitest";
import { keepEdits, withSpeaker, withText } from "../../../core/transcript/edits.ts";
import { spoken } from "../spoken.ts";

const heard = spoken({ text: "Let us meat on Tuesday." });
const edited = withText(heard, " Let us meet  on Tuesday. ");

it("withText keeps the text that was heard", () => {
  expect(edited).toEqual({ ...heard, text: "Let us meet on Tuesday.", heardText: heard.text });
  expect(withText(edited, "On Tuesday.").heardText).toBe(heard.text);
});

it.each([[""], [" "], [heard.text]])("withText takes an edit back if the text is “%s”", (text) => {
  expect(withText(edited, text)).toEqual(heard);
});

it("keepEdits keeps the user's edits when the service sends the turn again", () => {
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

it("withSpeaker assigns a turn to another speaker and back to the one that was heard", () => {
  expect(withSpeaker(heard, "person 1").saidBy).toBe("person 1");
  expect(withSpeaker(withSpeaker(heard, "person 1"), null)).toEqual(heard);
});
