/**
 * Makes notes one after the other: reads the transcript from the database, asks the Worker, stores the note. Runs in the
 * offscreen document, so the panel may be closed meanwhile.
 */

import type { Note, NoteSubject } from "../../../core/meeting.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { LiveEvent, NoteJob } from "../../../core/protocol/live.ts";
import { subjectKey } from "../../../core/notes/subject.ts";
import { fail, ok, type Problem, type Result } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { type LiveChannel, openLiveChannel } from "../../shared/live-channel.ts";
import { createSerial } from "../../shared/serial.ts";
import { hearNames } from "./hear-names.ts";
import { makeNote } from "./make-note.ts";
import { createPendingNotes } from "./pending-notes.ts";

export interface NoteMaker {
  /**
   * Joins a job for the same subject that is not done.
   *
   * @returns resolves when the note is stored, has failed (which is stored with the meeting) or was cancelled
   */
  make(request: NoteRequest, settings: Settings): Promise<void>;
  cancel(request: NoteRequest): void;
}

interface Job {
  readonly request: NoteRequest;
  readonly settings: Settings;
  readonly controller: AbortController;
  readonly made: Promise<void>;
}

const keyOf = ({ meetingId, subject }: { meetingId: string; subject: NoteSubject }): string =>
  `${meetingId}/${subjectKey(subject)}`;

/** @param onIdle called when no job is left */
export function createNoteMaker(onIdle: () => void): NoteMaker {
  const jobs = new Map<string, Job>();
  const progress = new Map<string, NoteJob>();
  const turns = createSerial();
  /** Open only while there are jobs, because the recorder's states arrive here too, five times a second. */
  let live: LiveChannel | null = null;
  const pending = createPendingNotes(announce);

  function announce(event: LiveEvent): void {
    live ??= openLiveChannel({ onHello: announceJobs });
    live.announce(event);
  }

  function announceJobs(): void {
    announce({ type: "note-jobs", jobs: [...progress.values()] });
  }

  function show(request: NoteRequest, change: Partial<NoteJob>): void {
    const before = progress.get(keyOf(request)) ?? START;
    progress.set(keyOf(request), { ...before, request, ...change });
    announceJobs();
  }

  function remove(request: NoteRequest): void {
    jobs.delete(keyOf(request));
    if (progress.delete(keyOf(request))) announceJobs();
  }

  /** False for a cancelled job, also if its note was requested again. */
  const isCurrent = (job: Job): boolean => jobs.get(keyOf(job.request)) === job;

  /** @returns the note, or why there is none; null if there was nothing to do or the job was cancelled */
  async function attempt(job: Job): Promise<Result<Note | null>> {
    const { request, settings, controller } = job;
    const { signal } = controller;
    try {
      // The note is stored as pending before it costs anything.
      await pending.idle();
      signal.throwIfAborted();
      return await makeNote(
        request,
        settings,
        signal,
        (change) => {
          if (isCurrent(job)) show(request, change);
        },
        (note) => announce({ type: "note", note }),
      );
    } catch (error) {
      if (signal.aborted) return ok(null);
      reportUnexpected("making a note")(error);
      return fail("unexpected", String(error));
    }
  }

  /** Runs after the job, so that no panel waits for it. */
  async function suggestNames(note: Note, { settings, controller }: Job): Promise<void> {
    try {
      const meeting = await hearNames(note, settings, controller.signal);
      if (meeting) announce({ type: "meeting", meeting });
    } catch (error) {
      reportUnexpected("asking for names")(error);
    }
  }

  async function perform(job: Job): Promise<void> {
    const { request } = job;
    const result = await attempt(job);
    if (isCurrent(job)) {
      if (!result.ok && isWorthStoring(result.problem, request))
        pending.fail(request, result.problem);
      else pending.end(request);
    }
    // Panels receive the failure before the job disappears, so that one takes the other's place.
    await pending.idle();
    if (isCurrent(job)) remove(request);
    if (result.ok && result.value) await suggestNames(result.value, job);
    if (jobs.size > 0) return;
    live?.close();
    live = null;
    onIdle();
  }

  return {
    make(request, settings) {
      const running = jobs.get(keyOf(request));
      if (running) return running.made;
      const { promise: made, resolve } = Promise.withResolvers<void>();
      const job = { request, settings, controller: new AbortController(), made };
      jobs.set(keyOf(request), job);
      pending.begin(request, made);
      show(request, START);
      void turns.run(() => perform(job)).finally(resolve);
      return made;
    },
    cancel(request) {
      const job = jobs.get(keyOf(request));
      if (!job) return;
      job.controller.abort();
      pending.end(job.request);
      remove(request);
    },
  };
}

/** Automatic live notes come again, and an automatic note of an empty transcript is no failure. */
const isWorthStoring = ({ reason }: Problem, { isLive, isUnasked }: NoteRequest): boolean =>
  !isUnasked || (!isLive && reason !== "notes-empty-transcript");

const START = { done: 0, parts: 1, markdown: "" };
