/** A meeting with enough words for notes, and the events of the offscreen document about its notes. */

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
/** The same meeting during its recording. */
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

/** A note job that runs, or has failed. */
type TestJob = NoteJob & { readonly problem?: Problem | undefined };

export const work = (
  change: Partial<TestJob> = {},
  subject: NoteSubject = STANDARD,
  request: Partial<NoteRequest> = {},
): TestJob => ({
  request: { meetingId: "m", subject, ...request },
  done: 0,
  parts: 1,
  markdown: "",
  ...change,
});

/** Stores a job as the offscreen document does: a failed one is pending until it is repeated. */
const withJob = (
  meeting: Meeting,
  { request: { meetingId, subject }, problem }: TestJob,
): Meeting => {
  if (meetingId !== meeting.id) return meeting;
  return problem
    ? withPending(meeting, { subject, problem, at: FAILED_AT })
    : withoutPending(meeting, subject);
};
const FAILED_AT = Date.UTC(2026, 10, 22, 9, 30);

/** Events about running jobs, after the failed ones are stored with their meeting. */
async function eventsOf(works: readonly TestJob[]): Promise<readonly LiveEvent[]> {
  const database = await openDatabase();
  const changed = await updateMeeting(database, works[0]?.request.meetingId ?? "", (meeting) =>
    works.reduce(withJob, meeting),
  );
  database.close();
  const made = works.filter(({ problem }) => problem === undefined);
  return [
    ...(changed ? [{ type: "meeting", meeting: changed } as const] : []),
    { type: "note-jobs", jobs: made },
  ];
}

/** Opens the panel on a tab. The returned functions send events as the offscreen document does. */
export async function openTab(
  tab: "Notes" | "Ask",
  stored: Stored = MEETING,
  settings = SETTINGS,
): Promise<{
  readonly tell: (...works: readonly TestJob[]) => Promise<void>;
  readonly give: (note: Note) => Promise<void>;
  /** Sends that another window has deleted a note. */
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

/** The requests for notes that the service worker has received. */
export const asked = () =>
  (chromeNow.sent as RequestTo<"background">[]).filter(
    (message) => message.type === "make-note" || message.type === "cancel-note",
  );
