/** Whether a meeting that is to be brought in is here already. */

import { type FiledMeeting, type MeetingFile, audioFileName } from "./meeting-file.ts";

/**
 * Whether both hold the same: whatever their ids, and whatever programs wrote them. A file of text alone is the same as the
 * meeting it was taken from, whether that has its sound or not.
 *
 * @param here the meeting that is here, with the sound that lies on its disk
 */
export function isSameMeeting(here: MeetingFile, incoming: MeetingFile): boolean {
  const hasAudio = incoming.sound.length > 0;
  return (
    inWords(contentOf(here)) === inWords(contentOf(incoming)) &&
    (!hasAudio || inWords(audioOf(here)) === inWords(audioOf(incoming)))
  );
}

const contentOf = ({ meeting, turns, notes }: MeetingFile): unknown => ({
  meeting: ownFacts(meeting),
  turns: turns.toSorted((a, b) => compare(keyOf(a), keyOf(b))),
  // A note may have got another id here, because its own was taken.
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

/** The same words for the same value, in whatever order its keys stand. */
const inWords = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => compare(a, b)))
      : part,
  );
