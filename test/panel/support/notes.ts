/** A meeting with words enough to make notes of, and what the offscreen document tells of the notes. */

import type { Meeting, Note, NoteSubject } from "../../../core/meeting.ts";
import { withPending, withoutPending } from "../../../core/notes/pending.ts";
import type { Problem } from "../../../core/problem.ts";
import type { RequestTo } from "../../../core/protocol/control.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { LiveEvent, NoteJob } from "../../../core/protocol/live.ts";
import { updateMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./chrome.ts";
import {
  click,
  held,
  openPanel,
  openRecorder,
  SETTINGS,
  spoken,
  store,
  type Stored,
} from "./panel.ts";

export const TURNS = [
  spoken({ text: "It moves to the nineteenth.", startMs: 5_000 }),
  spoken({ order: 1, text: "Priya writes it.", startMs: 65_000 }),
];
export const MEETING = { meetings: [held()], turns: TURNS };
/** While it is being recorded. */
export const LIVE_MEETING = {
  meetings: [held({ id: "live", state: "recording", durationMs: 0 })],
  turns: TURNS.map((turn) => ({ ...turn, meetingId: "live" })),
};

export const template = (templateId: string): NoteSubject => ({
  type: "template",
  templateId,
  name: "",
});
export const STANDARD = template("standard");
export const question = (words: string): NoteSubject => ({ type: "question", question: words });

export const note = (change: Partial<Note> = {}): Note => ({
  id: "n",
  meetingId: "m",
  subject: STANDARD,
  markdown: "## Summary\n\n- It moves. [1][2]",
  model: "claude",
  createdAt: 0,
  ...change,
});

/** A note that is being made, or that has failed. */
type Work = NoteJob & { readonly problem?: Problem | undefined };

export const work = (
  change: Partial<Work> = {},
  subject: NoteSubject = STANDARD,
  request: Partial<NoteRequest> = {},
): Work => ({
  request: { meetingId: "m", subject, ...request },
  done: 0,
  parts: 1,
  markdown: "",
  ...change,
});

/** As the offscreen document keeps it: what has failed is owed until it is tried again. */
const asKept = (meeting: Meeting, { request: { meetingId, subject }, problem }: Work): Meeting => {
  if (meetingId !== meeting.id) return meeting;
  return problem
    ? withPending(meeting, { subject, problem, at: FAILED_AT })
    : withoutPending(meeting, subject);
};
const FAILED_AT = Date.UTC(2026, 10, 22, 9, 30);

/** What is on its way is told, and what has failed is kept with its meeting. */
async function eventsOf(works: readonly Work[]): Promise<readonly LiveEvent[]> {
  const database = await openDatabase();
  const changed = await updateMeeting(database, works[0]?.request.meetingId ?? "", (meeting) =>
    works.reduce(asKept, meeting),
  );
  database.close();
  const made = works.filter(({ problem }) => problem === undefined);
  return [
    ...(changed ? [{ type: "meeting", meeting: changed } as const] : []),
    { type: "note-jobs", jobs: made },
  ];
}

/** Opens the panel on one of its tabs, and plays the offscreen document. */
export async function openTab(
  tab: "Notes" | "Ask",
  stored: Stored = MEETING,
  settings = SETTINGS,
): Promise<{
  readonly tell: (...works: readonly Work[]) => Promise<void>;
  readonly give: (note: Note) => Promise<void>;
  /** Another window has deleted one. */
  readonly deleted: (noteId: string, meetingId?: string) => Promise<void>;
  readonly record: () => Promise<void>;
}> {
  chromeNow.answer = () => ({ ok: true, value: null });
  await store(stored);
  const { say, state } = openRecorder();
  await openPanel(settings);
  await click("tab", tab);
  return {
    tell: async (...works) => say(...(await eventsOf(works))),
    give: (made) => say({ type: "note", note: made }),
    deleted: (noteId, meetingId = "m") => say({ type: "note-deleted", meetingId, noteId }),
    record: () => state.call({ say }),
  };
}

/** What the service worker was asked for, of notes. */
export const asked = () =>
  (chromeNow.sent as RequestTo<"background">[]).filter(
    (message) => message.type === "make-note" || message.type === "cancel-note",
  );
