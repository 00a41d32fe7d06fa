/**
 * Notes as JSON, for small models: a schema forces every point to name its turns, and the Markdown with citations is made from that.
 */

import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import type { ReplyForm } from "./language-request.ts";

const Point = v.object({ text: v.string(), turns: v.array(v.number()) });
const Points = v.object({ points: v.array(Point) });
const Sections = v.object({
  sections: v.array(v.object({ heading: v.string(), ...Points.entries })),
});
type Point = v.InferOutput<typeof Point>;

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
export const replySchema = (form: StructuredForm): Readonly<Record<string, unknown>> =>
  form === "points"
    ? object({ points })
    : object({ sections: array(object({ heading: { type: "string" }, points })) });

/** Replaces what the prompt says about the form of the reply. */
export const STRUCTURE_INSTRUCTION: Readonly<Record<StructuredForm, string>> = {
  points:
    'Answer as JSON instead of Markdown: {"points": [{"text": one statement, "turns": numbers of the turns it rests on}]}. Write no numbers in brackets into the text.',
  notes:
    'Answer as JSON instead of Markdown: {"sections": [{"heading": text without #, "points": [{"text": one statement, "turns": numbers of the turns it rests on}]}]}. Write no numbers in brackets into the text.',
};

/** @returns Markdown with citations; `null` if the reply is not of this form */
export function markdownOfReply(form: StructuredForm, reply: string): string | null {
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
