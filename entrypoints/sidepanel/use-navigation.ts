/** Where in the panel a person is, and how they get to a meeting: new, stored, found or brought in. */

import { ref } from "vue";
import type { MeetingTab } from "../../components/meeting/MeetingTabs.vue";
import type { TurnKey } from "../../core/meeting.ts";
import type { StartRequest } from "../../core/protocol/background-requests.ts";
import type { Hit } from "../../core/protocol/search.ts";
import type { usePlayer } from "./player/use-player.ts";
import type { useMeetings } from "./shown/use-meetings.ts";
import type { useRecorder } from "./recording/use-recorder.ts";
import type { useShownFacts } from "./shown/use-shown-facts.ts";
import type { useTranscription } from "./meeting/use-transcription.ts";
import { useView, type View } from "./use-view.ts";

interface NavigationOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly facts: ReturnType<typeof useShownFacts>;
  readonly recorder: ReturnType<typeof useRecorder>;
  readonly player: ReturnType<typeof usePlayer>;
  readonly transcription: ReturnType<typeof useTranscription>;
  /** Another view comes on show. */
  readonly onGo: (view: View) => void;
  readonly goToTurn: (turn: TurnKey) => Promise<void>;
}

export function useNavigation(options: NavigationOptions) {
  const { meetings, facts, recorder, player, transcription, goToTurn } = options;
  const { view, heading } = useView(() => ({
    title: facts.title.value,
    subtitle: facts.subtitle.value,
  }));
  const tab = ref<MeetingTab>("transcript");

  function go(to: View): void {
    view.value = to;
    options.onGo(to);
    if (to === "meetings") void meetings.loadList();
  }

  function goBack(): void {
    if (view.value !== "meeting") go("meeting");
    else void meetings.openLatest();
  }

  async function start(
    findRequest: () => StartRequest | Promise<StartRequest | null>,
  ): Promise<void> {
    const meetingId = await recorder.start(findRequest);
    if (meetingId === null) return;
    go("meeting");
    tab.value = "transcript";
    await meetings.openNew(meetingId);
  }

  async function open(meetingId: string): Promise<void> {
    go("meeting");
    await meetings.open(meetingId);
  }

  async function openFound(meetingId: string, hit: Hit | null): Promise<void> {
    await open(meetingId);
    if (hit?.type === "turn") await goToTurn(hit.key);
    if (hit?.type === "note") tab.value = hit.subject.type === "question" ? "ask" : "notes";
  }

  async function playFound(meetingId: string, hit: Hit): Promise<void> {
    await openFound(meetingId, hit);
    if (hit.type === "turn" && player.canPlay.value) player.playFrom(hit.startMs);
  }

  /** It is shown if the person has waited for it; its words come in either case. */
  async function openImported(meetingId: string): Promise<void> {
    await meetings.loadList();
    if (view.value === "meetings") await open(meetingId);
    await transcription.transcribe(meetingId, "offset");
  }

  /** One of them is shown if the person has waited for it; of several, the list. */
  async function showImported(meetingIds: readonly string[]): Promise<void> {
    await meetings.loadList();
    const [only, ...others] = meetingIds;
    if (only !== undefined && others.length === 0 && view.value === "meetings") await open(only);
  }

  /** The meeting on show is gone. */
  function leaveMeeting(): void {
    if (view.value === "meeting") go("meetings");
  }

  return {
    view,
    heading,
    tab,
    go,
    goBack,
    start,
    open,
    openFound,
    playFound,
    openImported,
    showImported,
    leaveMeeting,
  };
}
