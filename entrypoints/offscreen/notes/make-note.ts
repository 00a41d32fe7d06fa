/** Makes one note: from the stored transcript to the stored note. */

import { EXTRACTIVE_MODEL } from "../../../core/language/language-request.ts";
import type { Note } from "../../../core/meeting.ts";
import { renumbered } from "../../../core/notes/citations.ts";
import {
  type AskModel,
  type MadeNotes,
  makeNotes,
  type NotesOrder,
  rewriteSection,
} from "../../../core/notes/make-notes.ts";
import { notesOrder } from "../../../core/notes/order.ts";
import { onlySection } from "../../../core/notes/prompt.ts";
import {
  type SectionRequest,
  sectionsIn,
  sectionText,
  withSection,
} from "../../../core/notes/section.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import { citationsIn } from "../../../core/notes/transcript-lines.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { NoteJob } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { mayBeBehind, transcribedMs } from "../../../core/recording/transcription-lag.ts";
import { recordedChannels } from "../../shared/audio-file.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { addNote, listNotes } from "../../shared/database/note-store.ts";
import { type Database, openDatabase } from "../../shared/database/open.ts";
import { listTurns } from "../../shared/database/turn-store.ts";
import { keepCost } from "./chat-with-retry.ts";
import { chosenLanguageService } from "./language-services.ts";
import { readAgain, wantsSecondReading, withReadingOf } from "./second-reading.ts";

/**
 * @param onNote receives the note as stored, and once more after its second reading
 * @returns null if a live note is up to date, or if there is too little to begin one
 * @throws the reason of `signal` if it aborts; the note is stored already if that happens during its second reading
 */
export async function makeNote(
  request: NoteRequest,
  settings: Settings,
  signal: AbortSignal,
  onProgress: (change: Partial<NoteJob>) => void,
  onNote: (note: Note) => void,
): Promise<Result<Note | null>> {
  const database = await openDatabase();
  try {
    const order = await orderFor(request, settings, database);
    if (!order.ok) return order;
    const service = await chosenLanguageService(settings);
    const ask: AskModel = (asked, isLast) =>
      service.ask(asked, signal, {
        onText(markdown) {
          if (isLast) onProgress({ markdown });
        },
        onUsage: (...used) => keepCost(database, request.meetingId, ...used),
      });
    const most = await service.contextTokens(order.value.languages);
    const contextTokens = Math.min(settings.notes.contextTokens, most ?? Infinity);
    async function keep(note: Note, before?: Note): Promise<Result<Note>> {
      await addNote(database, note);
      onNote(note);
      if (!wantsSecondReading(request, settings, note)) return ok(note);
      onProgress({ markdown: "" });
      const read = await readAgain(database, note, ask, contextTokens, before);
      if (read) onNote(read);
      return ok(read ?? note);
    }
    if (request.section) {
      const change = { section: request.section, order: order.value, most, ask, onProgress };
      const changed = await noteWithSection(database, request.meetingId, change);
      signal.throwIfAborted();
      return changed.ok ? await keep(changed.value.note, changed.value.before) : changed;
    }
    const made = await makeNotesThatFit(order.value, most, ask, onProgress);
    if (!made.ok)
      return request.isLive && made.problem.reason === "notes-empty-transcript" ? ok(null) : made;
    signal.throwIfAborted();
    const { lines, allLines } = order.value;
    const { markdown, ownPoints = [] } = made.value;
    const written = [markdown, ...ownPoints.map((points) => points.markdown)].join("\n");
    const note: Note = {
      id: crypto.randomUUID(),
      meetingId: request.meetingId,
      subject: request.subject,
      createdAt: Date.now(),
      ...made.value,
      citations: citationsIn(written, allLines),
      ...(request.isLive
        ? { isLive: true, upToMs: Math.max(...lines.map(({ turn }) => turn.endMs)) }
        : await coverage(database, request)),
    };
    return await keep(note);
  } finally {
    database.close();
  }
}

interface ChangedSection {
  readonly section: SectionRequest;
  readonly order: NotesOrder;
  readonly most: number | null;
  readonly ask: AskModel;
  readonly onProgress: (change: Partial<NoteJob>) => void;
}

/** Makes a version of a note with one section made again or rewritten. */
async function noteWithSection(
  database: Database,
  meetingId: string,
  { section: { noteId, place, title, change }, order, most, ask, onProgress }: ChangedSection,
): Promise<Result<{ readonly note: Note; readonly before: Note }>> {
  const base = (await listNotes(database, meetingId)).find(({ id }) => id === noteId);
  const turns = await listTurns(database, meetingId);
  const markdown = base ? renumbered(base, turns) : "";
  const section = sectionsIn(markdown)[place];
  if (!base || section?.title !== title) return fail("notes-failed");
  const { ownLines: _ownLines, ...whole } = order;
  const instructions = onlySection(order.instructions, title);
  const made =
    change === "again"
      ? await makeNotesThatFit({ ...whole, instructions }, most, ask, onProgress)
      : await rewriteSection(sectionText(markdown, section), change, order, ask);
  if (!made.ok) return made;
  const { model, usage, isCutOff } = made.value;
  // A rule can't write one section better than it did.
  if (model === EXTRACTIVE_MODEL) return fail("notes-failed");
  const { ownPoints = [], citations, secondReading: _, ...rest } = base;
  const points = ownPoints.map((each) => ({
    ...each,
    markdown: renumbered({ markdown: each.markdown, ...(citations && { citations }) }, turns),
  }));
  const changed = withSection(markdown, section, made.value.markdown);
  const written = [changed, ...points.map((each) => each.markdown)].join("\n");
  const note: Note = {
    ...rest,
    id: crypto.randomUUID(),
    createdAt: Date.now(),
    markdown: changed,
    citations: citationsIn(written, order.allLines),
    model,
    usage,
    isCutOff,
    ...(base.ownPoints && { ownPoints: points }),
  };
  return ok({ note: await withReadingOf(database, base, note), before: base });
}

/** Smaller parts of a transcript make no sense. */
const LEAST_CONTEXT_TOKENS = 1_000;

/** Makes the parts smaller as long as they exceed what the model can read. */
async function makeNotesThatFit(
  order: NotesOrder,
  most: number | null,
  ask: AskModel,
  onProgress: (change: Partial<NoteJob>) => void,
): Promise<Result<MadeNotes>> {
  let contextTokens = Math.min(order.contextTokens, most ?? Infinity);
  for (;;) {
    const made = await makeNotes({ ...order, contextTokens }, ask, onProgress);
    if (made.ok || made.problem.reason !== "notes-too-long") return made;
    contextTokens = Math.floor(contextTokens / 2);
    if (contextTokens < LEAST_CONTEXT_TOKENS) return made;
  }
}

async function orderFor(
  { meetingId, subject, isLive }: NoteRequest,
  settings: Settings,
  database: Database,
): Promise<Result<NotesOrder>> {
  const meeting = await getMeeting(database, meetingId);
  if (!meeting || meeting.deletedAt !== undefined) return fail("notes-empty-transcript");
  const stored = await listTurns(database, meetingId);
  // A live note counts turns as covered by their time, and the words that replace a draft have the same.
  const turns = isLive ? stored.filter(({ isDraft }) => !isDraft) : stored;
  const notes = isLive ? await listNotes(database, meetingId) : [];
  const live =
    notes.findLast((note) => note.isLive && isSameSubject(note.subject, subject)) ?? null;
  return notesOrder(subject, { meeting, turns, settings, live, isLive: isLive === true });
}

/** How far a note covers its meeting, if the transcript was incomplete when the note was made. */
async function coverage(
  database: Database,
  { meetingId, subject }: NoteRequest,
): Promise<Pick<Note, "upToMs">> {
  const meeting = await getMeeting(database, meetingId);
  if (!meeting || subject.type !== "template" || !mayBeBehind(meeting)) return {};
  const upToMs = transcribedMs(await recordedChannels(meeting));
  return upToMs === null ? {} : { upToMs };
}
