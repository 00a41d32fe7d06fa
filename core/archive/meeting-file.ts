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
  "state" | "deletedAt" | "importedAt" | "finishesByItself" | "owedNotes"
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
  const { deletedAt: _, importedAt: __, finishesByItself: ___, owedNotes: ____, ...kept } = meeting;
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
