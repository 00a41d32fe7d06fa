/** Script and model for meetings with turns, partials and insights but without a recogniser. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LanguageModel } from "../../core/language/language-request.ts";
import type { ScriptedTurn } from "./scripted-engine.ts";

const FILE = join(import.meta.dirname, "..", "..", "local", "meeting", "script.json");
const PAUSE_MS = 2_000;

/** Returns the turns of the sample meeting, repeated for at least this length. */
export async function meetingScript(seconds: number): Promise<ScriptedTurn[]> {
  const once = JSON.parse(await readFile(FILE, "utf8")) as ScriptedTurn[];
  const lengthMs = Math.max(...once.map(({ endMs }) => endMs)) + PAUSE_MS;
  return Array.from({ length: Math.ceil((seconds * 1000) / lengthMs) }, (_, round) =>
    once.map(({ text, startMs, endMs }) => ({
      text,
      startMs: startMs + round * lengthMs,
      endMs: endMs + round * lengthMs,
    })),
  ).flat();
}

/** Always gives the same answer, at once. */
export const briefModel: LanguageModel = {
  complete: () =>
    Promise.resolve({
      content: "They agree on the next step and on who takes it.",
      finishReason: "stop",
      inputTokens: 1,
      outputTokens: 1,
    }),
};
