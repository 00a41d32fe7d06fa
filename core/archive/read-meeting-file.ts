/** Reads a meeting's file, from whoever it came. Never throws. */

import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { fail, ok, type Result } from "../problem.ts";
import { MEETING_FORMAT, MEETING_VERSION, type MeetingFile } from "./meeting-file.ts";
import { MeetingFileSchema } from "./schema.ts";

/** Of JSON: ten times what a day of talk takes. */
export const MAX_MEETING_FILE_BYTES = 64 << 20;

/** Ours, whatever else it may hold. */
const OursOfAnyVersion = v.object({ format: v.literal(MEETING_FORMAT), version: v.number() });

/**
 * All of it or nothing.
 * @returns Failures are "meeting-file-newer" and "meeting-file-refused", with what is wrong and where.
 */
export function readMeetingFile(json: string): Result<MeetingFile> {
  const value = parseJson(json);
  if (value === undefined) return refuse("It is not JSON, or it is cut short.");
  const ours = v.safeParse(OursOfAnyVersion, value);
  if (!ours.success) return refuse("It does not come from Earshot.");
  if (ours.output.version > MEETING_VERSION) return fail("meeting-file-newer");
  const parsed = v.safeParse(MeetingFileSchema, value, { abortEarly: true });
  return parsed.success ? ok(parsed.output) : refuse(sentenceOf(parsed.issues[0]));
}

const refuse = (why: string): Result<never> => fail("meeting-file-refused", why);

/** Keys and what is wrong with them; never what stands there. */
function sentenceOf(issue: v.InferIssue<typeof MeetingFileSchema>): string {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === "number" ? `[${key}]` : `.${String(key)}`,
  );
  const where = path.join("").slice(1, 100) || "It";
  return issue.received === "undefined"
    ? `${where} is missing.`
    : `${where} ${OWN_WORDS.test(issue.message) ? issue.message : "is not what it should be"}.`;
}

/** Other messages are the library's own, and may quote what they found. */
const OWN_WORDS = /^(is|has|names|does) /;
