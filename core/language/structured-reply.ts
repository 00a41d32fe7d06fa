/**
 * Notes as JSON, for small models: a schema forces every point to name its turns, and the Markdown with citations is made from that.
 */

import * as v from "valibot";
import { clipped, LONGEST, MOST } from "../bounds.ts";
import { parseJson } from "../parse-json.ts";
import type { ReplyForm } from "./language-request.ts";

const Point = v.object({ text: v.string(), turns: v.array(v.number()) });
const Points = v.object({ points: v.array(Point) });
const Sections = v.object({
  sections: v.array(v.object({ heading: v.string(), ...Points.entries })),
});
type Point = v.InferOutput<typeof Point>;
const Line = v.object({ line: v.number(), ...Points.entries });

/** A form that JSON can force. */
export type StructuredForm = Exclude<ReplyForm, "text">;

const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const array = (items: unknown) => ({ type: "array", items });

const points = array(
  object({ text: { type: "string" }, turns: { ...array({ type: "integer" }), minItems: 1 } }),
);

/** JSON Schema of the reply. */
export function replySchema(form: StructuredForm): Readonly<Record<string, unknown>> {
  switch (form) {
    case "points":
      return object({ points });
    case "lines":
      return object({ lines: array(object({ line: { type: "integer" }, points })) });
    case "verdicts":
      return object({
        verdicts: array(
          object({
            statement: { type: "integer" },
            verdict: { type: "string", enum: ["supported", "partly", "not"] },
          }),
        ),
      });
    case "notes":
      return object({ sections: array(object({ heading: { type: "string" }, points })) });
  }
}

/** Replaces what the prompt says about the form of the reply. */
export const STRUCTURE_INSTRUCTION: Readonly<Record<StructuredForm, string>> = {
  points:
    'Answer as JSON instead of Markdown: {"points": [{"text": one statement, "turns": numbers of the turns it rests on}]}. Write no numbers in brackets into the text.',
  lines: "Answer with the JSON only.",
  verdicts: "Answer with the JSON only.",
  notes:
    'Answer as JSON instead of Markdown: {"sections": [{"heading": text without #, "points": [{"text": one statement, "turns": numbers of the turns it rests on}]}]}. Write no numbers in brackets into the text.',
};

/** @returns Markdown with citations; for lines and verdicts the reply itself; `null` if the reply is not of this form */
export function markdownOfReply(form: StructuredForm, reply: string): string | null {
  if (form === "lines" || form === "verdicts") return reply;
  const json = parseJson(reply);
  if (form === "points") {
    const parsed = v.safeParse(Points, json);
    return parsed.success ? bulletsOf(parsed.output.points) : null;
  }
  const parsed = v.safeParse(Sections, json);
  if (!parsed.success) return null;
  return parsed.output.sections
    .map(({ heading, points: held }) => `## ${oneLine(heading)}\n${bulletsOf(held) || "None."}`)
    .join("\n\n");
}

/**
 * Reads what a model adds to lines of the user. The lines themselves are not in it, so no model can change, reorder or drop one.
 *
 * @returns Markdown bullets with citations by number of the line; entries that are not of the form are left out
 */
export function pointsOfLines(reply: string): ReadonlyMap<number, string> {
  const parsed = v.safeParse(v.object({ lines: v.array(v.unknown()) }), jsonWithin(reply));
  const points = new Map<number, string>();
  for (const each of parsed.success ? parsed.output.lines : []) {
    const entry = v.safeParse(Line, each);
    if (!entry.success || points.has(entry.output.line)) continue;
    const kept = entry.output.points.slice(0, MOST.pointsBelowLine).map(({ text, turns }) => ({
      text: clipped(text.replace(/\[\d{1,6}\]/g, ""), LONGEST.point),
      turns: turns.filter((turn) => Number.isInteger(turn) && turn > 0).slice(0, MOST.turnsOfPoint),
    }));
    points.set(entry.output.line, bulletsOf(kept));
  }
  return points;
}

/** Models put JSON into a code block or a sentence although they were asked for nothing else. */
const jsonWithin = (reply: string): unknown =>
  parseJson(reply.slice(reply.indexOf("{"), reply.lastIndexOf("}") + 1));

const bulletsOf = (list: readonly Point[]): string =>
  list
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, turns }) => `- ${oneLine(text)} ${turns.map((turn) => `[${turn}]`).join("")}`)
    .join("\n");

/** A line break or a mark at the beginning would leave the bullet or the heading. */
const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/^[\s#>*+-]+/, "")
    .trim();
