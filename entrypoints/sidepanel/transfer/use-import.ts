/** Brings a file of the person's own in, whatever it holds. One at a time; it goes on while another view is on show. */

import { computed, shallowRef } from "vue";
import { i18n } from "#i18n";
import type { TransferResult } from "../../../components/library/TransferOutcome.vue";
import type { Transfer } from "../../../components/library/TransferProgress.vue";
import type { Problem } from "../../../core/problem.ts";
import type { Database } from "../../shared/database/open.ts";
import type { MeetingOutcome } from "./import-options.ts";
import { importFile, type ImportOutcome } from "./import-file.ts";

interface Listener {
  /** Sound has become a meeting, which has no words yet. */
  readonly onAudio: (meetingId: string) => Promise<void>;
  /** Meetings have been brought in: these. */
  readonly onMeetings: (meetingIds: readonly string[]) => Promise<void>;
}

export function useImport(database: Promise<Database>, { onAudio, onMeetings }: Listener) {
  /** Null while nothing is being imported. */
  const transfer = shallowRef<Transfer | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const meetings = shallowRef<readonly MeetingOutcome[]>([]);
  let controller = new AbortController();

  async function choose(file: File): Promise<void> {
    if (transfer.value) return;
    controller = new AbortController();
    const { signal } = controller;
    const label = i18n.t("meetings.importing", [file.name]);
    problem.value = null;
    meetings.value = [];
    transfer.value = { label, share: 0 };
    try {
      const result = await importFile(file, {
        database: await database,
        onProgress: (share) => (transfer.value = { label, share }),
        signal,
      });
      transfer.value = null;
      if (result.ok) await take(result.value);
      else if (!signal.aborted) problem.value = result.problem;
    } catch (error) {
      // Cancelled by the person: nothing to tell.
      if (!signal.aborted) throw error;
    } finally {
      transfer.value = null;
    }
  }

  async function take(outcome: ImportOutcome): Promise<void> {
    if (outcome.type === "sound") return onAudio(outcome.meetingId);
    const [only, ...others] = outcome.meetings;
    if (only?.type === "refused" && others.length === 0) problem.value = only.problem;
    else meetings.value = outcome.meetings;
    await onMeetings(
      outcome.meetings.flatMap((each) => (each.type === "imported" ? [each.meetingId] : [])),
    );
  }

  return {
    transfer,
    problem,
    outcome: computed(() => outcomeOf(meetings.value)),
    importFile: choose,
    cancel: () => controller.abort(),
    dismiss: () => void (problem.value = null),
    dismissOutcome: () => void (meetings.value = []),
  };
}

function outcomeOf(meetings: readonly MeetingOutcome[]): TransferResult | null {
  if (meetings.length === 0) return null;
  const refused = meetings.filter((each) => each.type === "refused");
  const parts = (["imported", "already", "refused"] as const).flatMap((type) => {
    const count = meetings.filter((each) => each.type === type).length;
    return count === 0 ? [] : [i18n.t(`transfer.${type}`, [String(count)])];
  });
  return { sentence: i18n.t("transfer.summary", [parts.join(", ")]), refused };
}
