import { expect, it } from "vitest";

import { wordErrors } from "./word-error-rate.ts";

it.each([
  ["good morning everyone", "Good morning, everyone.", 0],
  ["good morning everyone", "good evening everyone", 1],
  ["good morning everyone", "good everyone", 1],
  ["good morning everyone", "a good morning everyone", 1],
  ["good morning everyone", "", 3],
  ["we don't know", "we do not know", 2],
  ["yes", "no one knows", 3],
])("wordErrorRate of %j heard as %j has %i errors", (spoken, heard, errors) => {
  const spokenWords = spoken.split(" ").length;
  expect(wordErrors(spoken, heard)).toEqual({ spokenWords, errors, rate: errors / spokenWords });
});
