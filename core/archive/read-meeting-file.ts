/** Reads and checks the JSON file of a meeting, which may come from anywhere. */

import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { fail, ok, type Result } from "../problem.ts";
import { MEETING_FORMAT, MEETING_VERSION, type MeetingFile } from "./meeting-file.ts";
import { MeetingFileSchema } from "./schema.ts";

/** Ten times the JSON of a day of speech. */
export const MAX_MEETING_FILE_BYTES = 64 << 20;

const EarshotFile = v.object({ format: v.literal(MEETING_FORMAT), version: v.number() });

/**
 * Never throws.
 *
 * @returns the whole file, or `meeting-file-newer`, or `meeting-file-refused` with a sentence on the first fault and its place
 */
export function readMeetingFile(json: string): Result<MeetingFile> {
  const value = parseJson(json);
  if (value === undefined) return refuse("It is not JSON, or it is cut short.");
  const header = v.safeParse(EarshotFile, value);
  if (!header.success) return refuse("It does not come from Earshot.");
  if (header.output.version > MEETING_VERSION) return fail("meeting-file-newer");
  const parsed = v.safeParse(MeetingFileSchema, value, { abortEarly: true });
  return parsed.success ? ok(parsed.output) : refuse(sentenceOf(parsed.issues[0]));
}

const refuse = (why: string): Result<never> => fail("meeting-file-refused", why);

/** Names the key and the fault, never the value. */
function sentenceOf(issue: v.InferIssue<typeof MeetingFileSchema>): string {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === "number" ? `[${key}]` : `.${String(key)}`,
  );
  const where = path.join("").slice(1, 100) || "It";
  return issue.received === "undefined"
    ? `${where} is missing.`
    : `${where} ${OWN_MESSAGE.test(issue.message) ? issue.message : "is not what it should be"}.`;
}

/** Matches the messages of `schema.ts`. Messages of the library may quote the value. */
const OWN_MESSAGE = /^(is|has|names|does) /;
