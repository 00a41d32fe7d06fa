/** Recognises a meeting that was imported before. */

import { type FiledMeeting, type MeetingFile, audioFileName } from "./meeting-file.ts";

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
