/** Words of exported documents for tests. */

import type { DocumentWords } from "../../core/export/document.ts";

export const DOCUMENT_WORDS: DocumentWords = {
  untitled: "Untitled",
  notes: () => "Notes",
  notesCutOff: "Cut off.",
  notesCover: (upTo, length) => `Covers 0:00–${upTo} of ${length}`,
  ownLines: "My notes",
  decision: "Decision",
  questions: "Questions",
  fault: ({ reason }) => reason,
  transcript: "Transcript",
  insight: "Insight",
  keyPoint: (kind) => kind,
  speakers: { usual: { tab: "Them", mic: "You" }, labelled: null },
  date: "22 November 2026",
  timeZone: "UTC",
  consent: null,
  mark: () => "Paused",
  draft: "draft",
  draftNote: "Draft lines were written on this computer.",
};
