/** Words for tests. */

import type { Word } from "../../core/meeting.ts";

/** Parses "we@100 ship@400": words with their starts in ms, 200 ms long unless an end is given as in "yes@0-2300". */
export const words = (script: string): Word[] =>
  script
    .split(" ")
    .filter((each) => each !== "")
    .map((each) => {
      const [text = "", times = ""] = each.split("@");
      const [startMs = 0, endMs = startMs + 200] = times.split("-").map(Number);
      return { text, startMs, endMs, confidence: 1 };
    });

export const texts = (list: readonly Word[]): string => list.map(({ text }) => text).join(" ");
