/** Turns and meetings for tests of subtitles. */

import type { DocumentSource } from "../../../../core/export/document.ts";
import type { Turn } from "../../../../core/meeting.ts";
import { spoken } from "../../spoken.ts";
import { heardWords, SAMPLE } from "../sample-meeting.ts";

/** Its words are heard as written unless `change` has others. */
export const turn = (text: string, change: Partial<Turn> = {}): Turn => {
  const words = change.words ?? heardWords(text, change.startMs ?? 0);
  return spoken({ text, words, endMs: words.at(-1)?.endMs ?? 1_000, ...change });
};

/** The sample meeting with other turns. */
export const sourceOf = (turns: readonly Turn[]): DocumentSource => ({ ...SAMPLE, turns });
