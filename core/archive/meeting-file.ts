/**
 * Converts a meeting to the JSON file of the archive and back: docs/formats.md#one-meeting-as-json. The file leaves out what
 * concerns this browser only: deletion, the date of an import, and pending notes and transcriptions (importing them must not cost money).
 */

import { SAMPLE_RATE } from "../audio/format.ts";
import type { ChannelName, Meeting, MeetingContent, Note, Turn } from "../meeting.ts";

export const MEETING_FORMAT = "earshot-meeting";
export const MEETING_VERSION = 1;

/** Audio of one channel, in a file beside this one. An export without audio has none. */
export interface FiledAudio {
  readonly channel: ChannelName;
  /** Name of a WAV file in the same folder: mono, 16 bit, beginning at 0 of the meeting clock. */
  readonly file: string;
  readonly samples: number;
  readonly sampleRate: number;
}

export interface FiledMeeting extends Omit<
  Meeting,
  "state" | "deletedAt" | "importedAt" | "finishesByItself" | "owedNotes" | "heardNames"
> {
  readonly state: Exclude<Meeting["state"], "recording">;
}

export type FiledTurn = Omit<Turn, "meetingId">;

export interface FiledNote extends Omit<Note, "meetingId" | "citations"> {
  /** Cited turns as `<channel>/<session>/<order>`, by the number of the citation. */
  readonly citations?: Readonly<Record<string, string>>;
}

export interface MeetingFile {
  readonly format: typeof MEETING_FORMAT;
  readonly version: typeof MEETING_VERSION;
  /** Program and version, for information only. */
  readonly exportedBy: string;
  readonly meeting: FiledMeeting;
  /** In the order they were spoken. */
  readonly turns: readonly FiledTurn[];
  /** Oldest first. */
  readonly notes: readonly FiledNote[];
  readonly sound: readonly FiledAudio[];
}

/** Channels that have audio. */
export type AudioLengths = readonly { readonly channel: ChannelName; readonly samples: number }[];

export const audioFileName = (channel: ChannelName): string => `${channel}.wav`;

export function toMeetingFile(
  { meeting, turns, notes }: MeetingContent,
  sound: AudioLengths,
  exportedBy: string,
): MeetingFile {
  const {
    deletedAt: _,
    importedAt: __,
    finishesByItself: ___,
    owedNotes: ____,
    heardNames: _____,
    ...kept
  } = meeting;
  return {
    format: MEETING_FORMAT,
    version: MEETING_VERSION,
    exportedBy,
    // In the file a meeting that is still running ends here.
    meeting: { ...kept, state: meeting.state === "recording" ? "interrupted" : meeting.state },
    turns: turns.map(toFiledTurn),
    notes: notes.map((note) => toFiledNote(note, meeting.id)),
    sound: sound.map(({ channel, samples }) => ({
      channel,
      file: audioFileName(channel),
      samples,
      sampleRate: SAMPLE_RATE,
    })),
  };
}

export const writeMeetingFile = (file: MeetingFile): string => `${JSON.stringify(file, null, 1)}\n`;

/** @param meetingId its id in this browser */
export const fromMeetingFile = (file: MeetingFile, meetingId: string): MeetingContent => ({
  meeting: { ...file.meeting, id: meetingId },
  turns: file.turns.map((turn) => ({ meetingId, ...turn })),
  notes: file.notes.map(({ citations, ...note }) => ({
    ...note,
    meetingId,
    ...(citations && { citations: mapValues(citations, (place) => `${meetingId}/${place}`) }),
  })),
});

function toFiledTurn(turn: Turn): FiledTurn {
  const { meetingId: _, ...filed } = turn;
  return filed;
}

function toFiledNote(full: Note, meetingId: string): FiledNote {
  const { meetingId: _, citations, ...note } = full;
  if (!citations) return note;
  const prefix = `${meetingId}/`;
  return { ...note, citations: mapValues(citations, (id) => id.replace(prefix, "")) };
}

const mapValues = (
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

/**
 * Compares the content of two files and ignores their ids and the programs that wrote them. A file without audio equals the
 * meeting it was exported from, whether or not that one has audio.
 *
 * @param here the meeting in this browser, with the audio on its disk
 */
export function isSameMeeting(here: MeetingFile, incoming: MeetingFile): boolean {
  const hasAudio = incoming.sound.length > 0;
  return (
    sortedJson(contentOf(here)) === sortedJson(contentOf(incoming)) &&
    (!hasAudio || sortedJson(audioOf(here)) === sortedJson(audioOf(incoming)))
  );
}

const contentOf = ({ meeting, turns, notes }: MeetingFile): unknown => ({
  meeting: ownFacts(meeting),
  turns: turns.toSorted((a, b) => compare(keyOf(a), keyOf(b))),
  // An imported note gets another id if its own is taken.
  notes: notes.map((note) => ({ ...note, id: "" })),
});

function ownFacts(meeting: FiledMeeting): unknown {
  const { id: _, soundDeletedAt: __, ...facts } = meeting;
  return facts;
}

const audioOf = ({ sound }: MeetingFile): unknown =>
  sound
    .map(({ channel, samples }) => ({ file: audioFileName(channel), samples }))
    .toSorted((a, b) => compare(a.file, b.file));

const keyOf = ({ channel, session, order }: MeetingFile["turns"][number]): string =>
  `${channel}/${session}/${order}`;

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** JSON with sorted keys, equal for equal values. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => compare(a, b)))
      : part,
  );
