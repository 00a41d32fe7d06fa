/** The view and tab that are shown, and the ways to a meeting: a new one, a stored one, a search hit, an imported one. */

import { computed, ref, watch } from "vue";
import { i18n } from "#i18n";
import type { MeetingTab } from "../../components/meeting/MeetingTabs.vue";
import { isCapturing } from "../../components/words/status-word.ts";
import type { TurnKey } from "../../core/meeting.ts";
import { type Hit, timeOfHit } from "../../core/protocol/search.ts";
import type { usePlayer } from "./player/use-player.ts";
import type { useMeetings } from "./shown/use-meetings.ts";

export type View = "meeting" | "meetings" | "settings" | "join";

interface NavigationOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly player: ReturnType<typeof usePlayer>;
  /** Scrolls to a turn of the shown meeting. */
  readonly goToTurn: (turn: TurnKey) => Promise<void>;
  /** Focuses a line of the user in the shown meeting. */
  readonly goToLine: (lineId: string) => Promise<void>;
}

export function useNavigation({ meetings, player, goToTurn, goToLine }: NavigationOptions) {
  const { facts, shown, recording } = meetings;
  const view = ref<View>("meeting");
  const tab = ref<MeetingTab>("transcript");
  const heading = computed(() => {
    if (view.value === "settings") return { title: i18n.t("settings.title"), subtitle: "" };
    if (view.value === "join") return { title: i18n.t("welcome.join"), subtitle: "" };
    if (view.value === "meetings") return { title: i18n.t("meetings.title"), subtitle: "" };
    return { title: facts.title.value, subtitle: facts.subtitle.value };
  });

  function go(to: View): void {
    view.value = to;
    if (to === "meetings") void meetings.loadList();
  }

  function goBack(): void {
    if (view.value !== "meeting") go("meeting");
    else void openLatest();
  }

  /** A stored meeting opens on its notes, if it has some, unless the user goes elsewhere while it is read. */
  async function showing(read: Promise<void>): Promise<void> {
    tab.value = "transcript";
    await read;
    const isStored = facts.activity.value !== "recording";
    if (tab.value === "transcript" && isStored && facts.hasNotes.value) tab.value = "notes";
  }

  const openLatest = (): Promise<void> => showing(meetings.openLatest());

  async function open(meetingId: string): Promise<void> {
    go("meeting");
    await showing(meetings.open(meetingId));
  }

  /** Shows a recording that has just begun. */
  async function openNew(meetingId: string): Promise<void> {
    go("meeting");
    tab.value = "transcript";
    await meetings.openNew(meetingId);
  }

  /** @param hit `null`: the meeting itself was found */
  async function openFound(meetingId: string, hit: Hit | null): Promise<void> {
    await open(meetingId);
    if (hit?.type === "turn") await goToTurn(hit.key);
    if (hit?.type === "line") await goToLine(hit.lineId);
    if (hit?.type === "note") tab.value = hit.subject.type === "question" ? "ask" : "notes";
  }

  async function playFound(meetingId: string, hit: Hit): Promise<void> {
    await openFound(meetingId, hit);
    const atMs = timeOfHit(hit);
    if (atMs !== null && player.canPlay.value) player.playFrom(atMs);
  }

  /** Lists what was imported. A single meeting is opened if the user has waited in the list for it. */
  async function showImported(meetingIds: readonly string[]): Promise<void> {
    await meetings.loadList();
    const [only, ...others] = meetingIds;
    if (only !== undefined && others.length === 0 && view.value === "meetings") await open(only);
  }

  // After Stop the notes come next, unless the user is elsewhere already.
  watch(
    () => ({
      meetingId: recording.value?.meetingId,
      isCapturing: recording.value !== null && isCapturing(recording.value.phase),
    }),
    (now, before) => {
      const isStopped =
        before.isCapturing && !now.isCapturing && now.meetingId === before.meetingId;
      const isThere = view.value === "meeting" && tab.value === "transcript";
      if (isStopped && isThere && now.meetingId === shown.meetingId) tab.value = "notes";
    },
  );
  watch(meetings.deletedShown, () => {
    if (view.value === "meeting") go("meetings");
  });

  return {
    view,
    tab,
    heading,
    go,
    goBack,
    open,
    openLatest,
    openNew,
    openFound,
    playFound,
    showImported,
  };
}
