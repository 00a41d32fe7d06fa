/**
 * Makes notes, one after the other, whoever is looking: reads the transcript from the database, asks the Worker, stores what
 * comes. Lives in the offscreen document, so that closing the panel costs nothing.
 */

import type { NoteSubject } from "../../../core/meeting.ts";
import type { NoteWish } from "../../../core/protocol/control.ts";
import type { LiveEvent, NoteWork } from "../../../core/protocol/live.ts";
import { subjectKey } from "../../../core/notes/subject.ts";
import { problem, type Problem } from "../../../core/problem.ts";
import type { Settings } from "../../../core/settings.ts";
import { type LiveAnnouncer, openLiveAnnouncer } from "../recorder/live.ts";
import { makeNote } from "./make-note.ts";
import { createOwedNotes } from "./owed-notes.ts";

export interface NoteMaker {
  /** Resolves when the note is stored, has failed (which is kept with the meeting), or was cancelled. One that is being made already is not made twice. */
  make(wish: NoteWish, settings: Settings): Promise<void>;
  cancel(wish: NoteWish): void;
  readonly isBusy: boolean;
}

interface Job {
  readonly wish: NoteWish;
  readonly settings: Settings;
  readonly controller: AbortController;
  readonly made: Promise<void>;
}

const keyOf = ({ meetingId, subject }: { meetingId: string; subject: NoteSubject }): string =>
  `${meetingId}/${subjectKey(subject)}`;

export function createNoteMaker(onIdle: () => void): NoteMaker {
  const jobs = new Map<string, Job>();
  /** What the panels are told. */
  const works = new Map<string, NoteWork>();
  let last: Promise<void> = Promise.resolve();
  /** Open only while there are jobs: what a recorder says comes here too, ten times a second. */
  let live: LiveAnnouncer | null = null;
  const owed = createOwedNotes(tell);

  function tell(event: LiveEvent): void {
    live ??= openLiveAnnouncer(announce);
    live.announce(event);
  }

  function announce(): void {
    tell({ type: "notes-work", works: [...works.values()] });
  }

  function show(wish: NoteWish, change: Partial<NoteWork>): void {
    const before = works.get(keyOf(wish)) ?? START;
    works.set(keyOf(wish), { ...before, wish, ...change });
    announce();
  }

  function end(wish: NoteWish): void {
    jobs.delete(keyOf(wish));
    if (works.delete(keyOf(wish))) announce();
  }

  /** Not cancelled, and so not begun anew either. */
  const isCurrent = (job: Job): boolean => jobs.get(keyOf(job.wish)) === job;

  /** Why there is no note; null where there is one, or none is wanted any more. */
  async function attempt(job: Job): Promise<Problem | null> {
    const { wish, settings, controller } = job;
    const { signal } = controller;
    try {
      // That it is owed is kept before it costs anything.
      await owed.idle();
      signal.throwIfAborted();
      const result = await makeNote(wish, settings, signal, (change) => {
        if (isCurrent(job)) show(wish, change);
      });
      if (!result.ok) return result.problem;
      if (result.value) tell({ type: "note", note: result.value });
      return null;
    } catch (error) {
      return signal.aborted ? null : problem("unexpected", String(error));
    }
  }

  async function perform(job: Job): Promise<void> {
    const { wish } = job;
    const failure = await attempt(job);
    if (isCurrent(job)) {
      if (failure && isWorthTelling(failure, wish)) owed.failed(wish, failure);
      else owed.settled(wish);
    }
    // Before it is not told any more that it is being made: a failure comes in its place, not after it.
    await owed.idle();
    if (isCurrent(job)) end(wish);
    if (jobs.size > 0) return;
    live?.close();
    live = null;
    onIdle();
  }

  return {
    get isBusy() {
      return jobs.size > 0;
    },
    make(wish, settings) {
      const running = jobs.get(keyOf(wish));
      if (running) return running.made;
      const { promise: made, resolve } = Promise.withResolvers<void>();
      const job = { wish, settings, controller: new AbortController(), made };
      jobs.set(keyOf(wish), job);
      owed.taken(wish, made);
      show(wish, START);
      last = last.then(() => perform(job)).then(resolve);
      return made;
    },
    cancel(wish) {
      const job = jobs.get(keyOf(wish));
      if (!job) return;
      job.controller.abort();
      owed.settled(job.wish);
      end(wish);
    },
  };
}

/** Live notes that nobody has asked for come again by themselves. */
const isWorthTelling = ({ reason }: Problem, { isLive, isUnasked }: NoteWish): boolean =>
  !isUnasked || (!isLive && reason !== "notes-empty-transcript");

const START = { done: 0, parts: 1, markdown: "" };
