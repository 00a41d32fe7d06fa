/**
 * Decides when the panel reminds the user to tell the others: in a panel that was just opened, and during a recording until the
 * user has answered. An answer before Start holds for the meeting that begins then.
 */

import { computed, onScopeDispose, type Ref, ref, watch } from "vue";
import type { Settings } from "../../../core/settings/settings.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { storedItem } from "../../shared/stored-item.ts";

/** Id of the meeting whose reminder was skipped, in any window. */
const putOffItem = storedItem<string>("session", "consentPutOff", "");

type Answer = { readonly confirmedAt: number } | "later";

export function useConsent(
  settings: Readonly<Ref<Settings | null>>,
  { shown, facts, edit }: ReturnType<typeof useMeetings>,
) {
  const { recordingId, isRecording } = facts;
  /** An answer given before its meeting was stored. */
  const early = ref<Answer | null>(null);
  const putOff = ref("");
  putOffItem
    .getValue()
    .then((meetingId) => (putOff.value = meetingId))
    .catch(reportUnexpected("reading the skipped reminder"));
  onScopeDispose(putOffItem.watch((meetingId) => (putOff.value = meetingId)));

  const isShown = computed(
    () => isRecording.value && shown.meetingId === recordingId.value && !shown.isLoading,
  );
  const isStored = computed(() => isShown.value && shown.meeting !== null);
  const isAnswered = computed(
    () => shown.meeting?.consentAt !== undefined || putOff.value === recordingId.value,
  );
  const isDue = computed(() => {
    if (!settings.value?.capture.remindOfConsent || early.value !== null) return false;
    return recordingId.value === null || (isShown.value && !isAnswered.value);
  });

  async function answer(given: Answer): Promise<void> {
    if (isStored.value && recordingId.value !== null) await keep(recordingId.value, given);
    else early.value = given;
  }

  async function keep(meetingId: string, given: Answer): Promise<void> {
    if (given === "later") {
      putOff.value = meetingId;
      await putOffItem.setValue(meetingId);
    } else {
      const consentAt = given.confirmedAt;
      await edit(meetingId, (meeting) => ({ ...meeting, consentAt }));
    }
  }

  watch(isStored, async (now) => {
    const given = early.value;
    if (!now || given === null || recordingId.value === null) return;
    await keep(recordingId.value, given);
    early.value = null;
  });

  return {
    isDue,
    confirm: () => answer({ confirmedAt: Date.now() }),
    later: () => answer("later"),
  };
}
