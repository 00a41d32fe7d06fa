/**
 * Whether to remind of telling the others: in a panel that was just opened, and while a recording runs of which nobody has
 * said that everyone knows. What is said before Start holds for the meeting that begins then.
 */

import { computed, onScopeDispose, type Ref, ref, watch } from "vue";
import { storage } from "wxt/utils/storage";
import type { Meeting } from "../../../core/meeting.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import type { ShownMeeting } from "../shown/use-meeting.ts";

/** The meeting of which the reminder was put off, in whichever window. */
const putOffItem = storage.defineItem<string>("session:consentPutOff", { fallback: "" });

interface ConsentSources {
  readonly settings: Readonly<Ref<Settings | null>>;
  /** Null where none was recorded since the panel was opened. */
  readonly recordingId: Readonly<Ref<string | null>>;
  readonly isRecording: Readonly<Ref<boolean>>;
  readonly shown: Readonly<ShownMeeting>;
  readonly edit: (meetingId: string, change: (meeting: Meeting) => Meeting) => Promise<void>;
}

type Answer = { readonly confirmedAt: number } | "later";

export function useConsent({ settings, recordingId, isRecording, shown, edit }: ConsentSources) {
  /** Given before the meeting that it is about was stored. */
  const early = ref<Answer | null>(null);
  const putOff = ref("");
  putOffItem
    .getValue()
    .then((meetingId) => (putOff.value = meetingId))
    .catch(reportUnexpected("reading what was put off"));
  onScopeDispose(putOffItem.watch((meetingId) => (putOff.value = meetingId)));

  const isOnShow = computed(
    () => isRecording.value && shown.meetingId === recordingId.value && !shown.isLoading,
  );
  /** Before that there is nothing to keep an answer with. */
  const isStored = computed(() => isOnShow.value && shown.meeting !== null);
  const isAnswered = computed(
    () => shown.meeting?.consentAt !== undefined || putOff.value === recordingId.value,
  );
  const isDue = computed(() => {
    if (!settings.value?.capture.remindOfConsent || early.value !== null) return false;
    return recordingId.value === null || (isOnShow.value && !isAnswered.value);
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
