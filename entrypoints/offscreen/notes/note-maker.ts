/**
 * Makes notes, one after the other, whoever is looking: reads the transcript from the database, asks the Worker, stores what
 * comes. Lives in the offscreen document, so that closing the panel costs nothing.
 */

import type { NoteSubject } from "../../../core/meeting.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { LiveEvent, NoteJob } from "../../../core/protocol/live.ts";
import { subjectKey } from "../../../core/notes/subject.ts";
import { problem, type Problem } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { type LiveChannel, openLiveChannel } from "../../shared/live-channel.ts";
import { makeNote } from "./make-note.ts";
import { createPendingNotes } from "./pending-notes.ts";

export interface NoteMaker {
  /**
   * Resolves when the note is stored, has failed (which is kept with the meeting), or was cancelled. One that is being made
   * already is not made twice.
   */
  make(request: NoteRequest, settings: Settings): Promise<void>;
  cancel(request: NoteRequest): void;
  readonly isBusy: boolean;
}

interface Job {
  readonly request: NoteRequest;
  readonly settings: Settings;
  readonly controller: AbortController;
  readonly made: Promise<void>;
}

const keyOf = ({ meetingId, subject }: { meetingId: string; subject: NoteSubject }): string =>
  `${meetingId}/${subjectKey(subject)}`;

export function createNoteMaker(onIdle: () => void): NoteMaker {
  const jobs = new Map<string, Job>();
  /** What the panels are told. */
  const works = new Map<string, NoteJob>();
  let last: Promise<void> = Promise.resolve();
  /** Open only while there are jobs: what a recorder says comes here too, ten times a second. */
  let live: LiveChannel | null = null;
  const owed = createPendingNotes(tell);

  function tell(event: LiveEvent): void {
    live ??= openLiveChannel({ onHello: announce });
    live.announce(event);
  }

  function announce(): void {
    tell({ type: "note-jobs", works: [...works.values()] });
  }

  function show(request: NoteRequest, change: Partial<NoteJob>): void {
    const before = works.get(keyOf(request)) ?? START;
    works.set(keyOf(request), { ...before, request, ...change });
    announce();
  }

  function end(request: NoteRequest): void {
    jobs.delete(keyOf(request));
    if (works.delete(keyOf(request))) announce();
  }

  /** Not cancelled, and so not begun anew either. */
  const isCurrent = (job: Job): boolean => jobs.get(keyOf(job.request)) === job;

  /** Why there is no note; null where there is one, or none is wanted any more. */
  async function attempt(job: Job): Promise<Problem | null> {
    const { request, settings, controller } = job;
    const { signal } = controller;
    try {
      // That it is owed is kept before it costs anything.
      await owed.idle();
      signal.throwIfAborted();
      const result = await makeNote(request, settings, signal, (change) => {
        if (isCurrent(job)) show(request, change);
      });
      if (!result.ok) return result.problem;
      if (result.value) tell({ type: "note", note: result.value });
      return null;
    } catch (error) {
      return signal.aborted ? null : problem("unexpected", String(error));
    }
  }

  async function perform(job: Job): Promise<void> {
    const { request } = job;
    const failure = await attempt(job);
    if (isCurrent(job)) {
      if (failure && isWorthTelling(failure, request)) owed.failed(request, failure);
      else owed.settled(request);
    }
    // Before it is not told any more that it is being made: a failure comes in its place, not after it.
    await owed.idle();
    if (isCurrent(job)) end(request);
    if (jobs.size > 0) return;
    live?.close();
    live = null;
    onIdle();
  }

  return {
    get isBusy() {
      return jobs.size > 0;
    },
    make(request, settings) {
      const running = jobs.get(keyOf(request));
      if (running) return running.made;
      const { promise: made, resolve } = Promise.withResolvers<void>();
      const job = { request, settings, controller: new AbortController(), made };
      jobs.set(keyOf(request), job);
      owed.taken(request, made);
      show(request, START);
      last = last.then(() => perform(job)).then(resolve);
      return made;
    },
    cancel(request) {
      const job = jobs.get(keyOf(request));
      if (!job) return;
      job.controller.abort();
      owed.settled(job.request);
      end(request);
    },
  };
}

/** Live notes that nobody has asked for come again by themselves. */
const isWorthTelling = ({ reason }: Problem, { isLive, isUnasked }: NoteRequest): boolean =>
  !isUnasked || (!isLive && reason !== "notes-empty-transcript");

const START = { done: 0, parts: 1, markdown: "" };
