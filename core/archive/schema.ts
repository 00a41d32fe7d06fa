/**
 * Reads and checks the JSON file of a meeting, which may come from anywhere. `docs/meeting.schema.json` is the same schema in JSON
 * Schema. Every text, number and list has a bound, so that no file can hang or break the panel. Unknown keys are dropped.
 */

import * as v from "valibot";
import { LARGEST, LONGEST, MOST } from "../bounds.ts";
import { CHANNEL_NAMES } from "../meeting.ts";
import { REASONS, fail, ok, type Result } from "../problem.ts";
import { MEETING_FORMAT, MEETING_VERSION, type MeetingFile } from "./meeting-file.ts";
import { parseJson } from "../parse-json.ts";

// Values with their bounds. Each message completes a sentence that begins with the key (`readMeetingFile`).
const text = (max: number) =>
  v.pipe(v.string("is not a text"), v.maxLength(max, `is longer than ${max} characters`));
const between = (least: number, most: number) =>
  v.pipe(
    v.number("is not a number"),
    v.minValue(least, `is less than ${least}`),
    v.maxValue(most, `is more than ${most}`),
  );
const count = (most: number) => v.pipe(between(0, most), v.integer("is not a whole number"));
const list = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item, "is not a list"), v.maxLength(most, `has more than ${most} entries`));
const recordOf = <T extends v.GenericSchema>(
  value: T,
  key: v.GenericSchema<string, string> = text(LONGEST.name),
) =>
  v.pipe(
    v.record(key, value, "is not an object"),
    v.check(
      (record) => Object.keys(record).length <= MOST.keys,
      `has more than ${MOST.keys} entries`,
    ),
  );
const object = <T extends v.ObjectEntries>(entries: T) => v.object(entries, "is not an object");
const flag = v.boolean("is neither true nor false");
const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `is none of ${words.join(", ")}`);

/** On the meeting clock. The padding of the first word may reach below 0. */
const clockMs = between(-LARGEST.clockMs, LARGEST.clockMs);
const unixMs = between(-LARGEST.unixMs, LARGEST.unixMs);
/** Becomes the name of a folder and a database key. */
const id = v.pipe(
  text(LONGEST.id),
  v.regex(/^[\w-]+$/, "is not an id of letters, digits, _ and -"),
);
const anyId = v.pipe(text(LONGEST.name), v.minLength(1, "is empty"));
const channel = oneOf(CHANNEL_NAMES);
/** `SpeakerKey`: it becomes the key of records. */
const speaker = v.pipe(
  text(LONGEST.name),
  v.regex(/^(?:(?:tab|mic)(?: .+)?|person .+)$/s, "does not name a speaker"),
);
const tokens = object({
  inputTokens: count(Number.MAX_SAFE_INTEGER),
  outputTokens: count(Number.MAX_SAFE_INTEGER),
  isIncomplete: v.exactOptional(v.literal(true, "is not true")),
});

const isOnce = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

const Problem = object({
  reason: v.picklist(REASONS),
  detail: v.exactOptional(text(LONGEST.problemDetail)),
  retryAfterMs: v.exactOptional(between(0, Number.MAX_SAFE_INTEGER)),
});

const Mark = v.variant(
  "type",
  [
    object({
      type: v.literal("pause"),
      atMs: clockMs,
      pausedAt: unixMs,
      resumedAt: v.nullable(unixMs),
    }),
    object({ type: v.literal("gap"), atMs: clockMs, stoppedAt: unixMs, resumedAt: unixMs }),
    object({
      type: v.literal("bookmark"),
      id: anyId,
      atMs: clockMs,
      note: text(LONGEST.filedBookmark),
    }),
  ],
  "is no pause, gap or bookmark",
);

const OwnLine = object({
  id: anyId,
  atMs: clockMs,
  text: text(LONGEST.ownLine),
  kind: v.exactOptional(oneOf(["task", "decision"])),
  isDone: v.exactOptional(v.literal(true, "is not true")),
});

const Meeting = object({
  id,
  title: text(LONGEST.pageTitle),
  pageUrl: v.nullable(
    v.pipe(text(LONGEST.pageAddress), v.regex(/^(https?|file):/, "is not the address of a page")),
  ),
  startedAt: unixMs,
  durationMs: between(0, LARGEST.clockMs),
  state: oneOf(["saved", "interrupted"]),
  channels: v.pipe(
    list(
      object({
        name: channel,
        label: v.exactOptional(text(LONGEST.pageTitle)),
        transcribedSamples: between(0, LARGEST.samples),
        drafts: v.exactOptional(object({ fromMs: clockMs, toMs: clockMs })),
      }),
      CHANNEL_NAMES.length,
    ),
    v.check(
      (channels) => new Set(channels.map(({ name }) => name)).size === channels.length,
      "names a channel twice",
    ),
  ),
  // A later version may know other reasons.
  problem: v.fallback(v.nullable(Problem), null),
  names: v.exactOptional(recordOf(text(LONGEST.filedName), speaker)),
  merged: v.exactOptional(recordOf(speaker, speaker)),
  different: v.exactOptional(recordOf(list(speaker, MOST.keys), speaker)),
  marks: v.exactOptional(list(Mark, MOST.marks)),
  ownLines: v.exactOptional(
    v.pipe(
      list(OwnLine, MOST.ownLines),
      v.check((lines) => isOnce(lines.map(({ id }) => id)), "has a line twice"),
    ),
  ),
  consentAt: v.exactOptional(unixMs),
  notesLanguage: v.exactOptional(text(LONGEST.languageName)),
  usage: v.exactOptional(
    object({
      speechSeconds: between(0, LARGEST.clockMs),
      secondsBySpeechModel: v.exactOptional(recordOf(between(0, LARGEST.clockMs))),
      speakerLabelSeconds: v.exactOptional(between(0, LARGEST.clockMs)),
      models: recordOf(tokens),
    }),
  ),
  soundDeletedAt: v.exactOptional(unixMs),
  hasEstimatedTimes: v.exactOptional(v.literal(true, "is not true")),
  isSample: v.exactOptional(v.literal(true, "is not true")),
});

const Word = object({
  text: text(LONGEST.word),
  startMs: clockMs,
  endMs: clockMs,
  confidence: between(0, 1),
  isEcho: v.exactOptional(v.literal(true, "is not true")),
});

const Turn = object({
  channel,
  session: count(LARGEST.order),
  order: count(LARGEST.order),
  startMs: clockMs,
  endMs: clockMs,
  text: text(LONGEST.turn),
  heardText: v.exactOptional(text(LONGEST.turn)),
  words: list(Word, MOST.words),
  formatted: flag,
  language: v.nullable(text(LONGEST.language)),
  speaker: v.nullable(text(LONGEST.name)),
  saidBy: v.exactOptional(speaker),
  insight: v.nullable(text(LONGEST.turn)),
  isDraft: v.exactOptional(v.literal(true, "is not true")),
});

const Subject = v.variant(
  "type",
  [
    object({
      type: v.literal("template"),
      templateId: text(LONGEST.name),
      name: text(LONGEST.filedName),
    }),
    object({ type: v.literal("catch-up"), minutes: between(0, LARGEST.clockMs) }),
    object({ type: v.literal("question"), question: text(LONGEST.filedQuestion) }),
  ],
  "is neither a template, a catch-up nor a question",
);

const Note = object({
  id: anyId,
  subject: v.exactOptional(Subject),
  markdown: text(LONGEST.note),
  ownPoints: v.exactOptional(
    list(object({ line: anyId, markdown: text(LONGEST.addition) }), MOST.ownLines),
  ),
  citations: v.exactOptional(
    v.record(
      v.pipe(v.string(), v.regex(/^\d{1,6}$/, "is not the number of a citation")),
      v.pipe(text(LONGEST.id), v.regex(/^(tab|mic)\/\d+\/\d+$/, "does not name a turn")),
      "is not an object",
    ),
  ),
  model: text(LONGEST.filedName),
  createdAt: unixMs,
  isCutOff: v.exactOptional(flag),
  isEdited: v.exactOptional(flag),
  isLive: v.exactOptional(flag),
  upToMs: v.exactOptional(clockMs),
  usage: v.exactOptional(tokens),
  secondReading: v.exactOptional(
    object({
      model: text(LONGEST.filedName),
      statements: count(MOST.statements),
      doubts: list(
        object({ statement: text(LONGEST.note), verdict: oneOf(["partly", "not"]) }),
        MOST.statements,
      ),
    }),
  ),
});

const Sound = object({
  channel,
  file: v.pipe(
    text(LONGEST.fileName),
    v.regex(/^[^/\\\p{Cc}]+\.wav$/iu, "is not the name of a WAV file"),
  ),
  samples: count(LARGEST.samples),
  sampleRate: between(1, 1e6),
});

export const MeetingFileSchema = v.pipe(
  object({
    format: v.literal(MEETING_FORMAT),
    version: v.literal(MEETING_VERSION),
    exportedBy: v.fallback(text(LONGEST.filedName), ""),
    meeting: Meeting,
    turns: v.pipe(
      list(Turn, MOST.turns),
      v.check(
        (turns) =>
          isOnce(turns.map(({ channel, session, order }) => `${channel}/${session}/${order}`)),
        "has a turn twice",
      ),
    ),
    notes: v.pipe(
      list(Note, MOST.notes),
      v.check((notes) => isOnce(notes.map(({ id }) => id)), "has a note twice"),
    ),
    sound: v.pipe(
      list(Sound, CHANNEL_NAMES.length),
      v.check((sound) => isOnce(sound.map(({ channel }) => channel)), "has a channel twice"),
      v.check((sound) => isOnce(sound.map(({ file }) => file)), "has a file twice"),
    ),
  }),
  v.check(
    ({ meeting, sound }) =>
      sound.every(({ channel }) => meeting.channels.some(({ name }) => name === channel)),
    "has sound of a channel that its meeting has not",
  ),
);

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
