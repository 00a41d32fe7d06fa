/** Notes of a meeting through the Worker. One at a time; it goes on while another meeting is on show. */

import { ref, shallowRef } from "vue";
import type { Meeting, Note, Turn } from "../../core/meeting.ts";
import { notesRequest } from "../../core/notes/notes-request.ts";
import { fail, ok, type Problem, type Result } from "../../core/problem.ts";
import type { Settings } from "../../core/settings.ts";
import { addNote, type Database } from "../shared/database.ts";
import { chat } from "../shared/worker-client.ts";

interface NotesProblem {
  readonly meetingId: string;
  readonly problem: Problem;
}

export function useNotes(database: Promise<Database>, onNote: (note: Note) => void) {
  /** The meeting whose notes are being made. */
  const workingOn = ref<string | null>(null);
  const problem = shallowRef<NotesProblem | null>(null);
  let controller = new AbortController();

  async function summarize(
    meeting: Meeting,
    turns: readonly Turn[],
    settings: Settings,
  ): Promise<void> {
    if (workingOn.value !== null) return;
    controller = new AbortController();
    const { signal } = controller;
    workingOn.value = meeting.id;
    problem.value = null;
    try {
      const result = await ask(meeting, turns, settings, signal);
      if (!result.ok) problem.value = { meetingId: meeting.id, problem: result.problem };
      else {
        await addNote(await database, result.value);
        onNote(result.value);
      }
    } catch (error) {
      // Cancelled by the person: nothing to tell.
      if (!signal.aborted) throw error;
    } finally {
      workingOn.value = null;
    }
  }

  /** Whether the notes of this meeting are being made, those of another, or none. */
  function workFor(meetingId: string | null): "here" | "elsewhere" | null {
    if (workingOn.value === null) return null;
    return workingOn.value === meetingId ? "here" : "elsewhere";
  }

  const problemOf = (meetingId: string | null): Problem | null =>
    problem.value?.meetingId === meetingId ? problem.value.problem : null;

  return { workFor, problemOf, summarize, cancel: () => controller.abort() };
}

async function ask(
  meeting: Meeting,
  turns: readonly Turn[],
  settings: Settings,
  signal: AbortSignal,
): Promise<Result<Note>> {
  const request = notesRequest(meeting, turns, settings.notes);
  if (!request.ok) return request;
  const reply = await chat(settings, request.value, signal);
  if (!reply.ok) return reply;
  const { content, model, finish_reason } = reply.value;
  if (content.trim() === "") return fail("notes-failed");
  return ok({
    id: crypto.randomUUID(),
    meetingId: meeting.id,
    markdown: content,
    model,
    createdAt: Date.now(),
    isCutOff: finish_reason === "length",
  });
}
