/** Brings a sound file of the person's own in as a meeting. One at a time; it goes on while another view is on show. */

import { shallowRef } from "vue";
import type { Problem } from "../../core/problem.ts";
import type { Database } from "../shared/database/open.ts";
import { importSound } from "./import-sound.ts";

export interface ImportProgress {
  readonly fileName: string;
  /** 0–1. */
  readonly share: number;
}

export function useImport(
  database: Promise<Database>,
  onImported: (meetingId: string) => Promise<void>,
) {
  /** Null while nothing is being imported. */
  const progress = shallowRef<ImportProgress | null>(null);
  const problem = shallowRef<Problem | null>(null);
  let controller = new AbortController();

  async function importFile(file: File): Promise<void> {
    if (progress.value) return;
    controller = new AbortController();
    const { signal } = controller;
    problem.value = null;
    progress.value = { fileName: file.name, share: 0 };
    try {
      const result = await importSound(file, {
        database: await database,
        onProgress: (share) => (progress.value = { fileName: file.name, share }),
        signal,
      });
      progress.value = null;
      if (result.ok) await onImported(result.value.meetingId);
      else if (!signal.aborted) problem.value = result.problem;
    } catch (error) {
      // Cancelled by the person: nothing to tell.
      if (!signal.aborted) throw error;
    } finally {
      progress.value = null;
    }
  }

  return {
    progress,
    problem,
    importFile,
    cancel: () => controller.abort(),
    dismiss: () => void (problem.value = null),
  };
}
