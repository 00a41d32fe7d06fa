/** Speech for the scripted engine: a recording that costs turns, partials and insights, but no recogniser. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LanguageModel } from "../../local/models/language-model.ts";
import type { ScriptedTurn } from "./scripted-engine.ts";

const FILE = join(import.meta.dirname, "..", "..", "local", "meeting", "script.json");
const PAUSE_MS = 2_000;

/** What is said in the sample meeting, again and again, for at least so long. */
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

/** Answers at once. */
export const briefModel: LanguageModel = {
  complete: () =>
    Promise.resolve({
      content: "They agree on the next step and on who takes it.",
      finishReason: "stop",
      inputTokens: 1,
      outputTokens: 1,
    }),
};
