/** Names of the speakers of the shown meeting: given by the user, suggested by what was said, or offered from earlier meetings. */

import { computed, type Ref, shallowRef } from "vue";
import { i18n } from "#i18n";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import type { TranscriptOffer } from "../../../components/transcript/transcript-offers.ts";
import { channelNames, speakerNames } from "../../../components/words/speaker-names.ts";
import type { SpeakerKey } from "../../../core/meeting.ts";
import { nameInNotes } from "../../../core/notes/transcript-lines.ts";
import type { CaptureSettings, Settings } from "../../../core/settings/settings.ts";
import { withMerged } from "../../../core/transcript/edits.ts";
import {
  createNameSuggestions,
  earlierNames,
  heardSuggestions,
  type NameSuggestion,
} from "../../../core/transcript/name-suggestions.ts";
import { possibleSpeaker, withDifferent } from "../../../core/transcript/possible-speakers.ts";
import {
  isPerson,
  speakerCalled,
  speakerName,
  type SpeakerNames,
  speakersIn,
} from "../../../core/transcript/speaker.ts";
import type { useMeetings } from "../shown/use-meetings.ts";

interface NameOptions {
  readonly meetings: ReturnType<typeof useMeetings>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly saveCapture: (change: Partial<CaptureSettings>) => Promise<void>;
  /** Takes the names for models, before and now. */
  readonly onRenamed: (from: string, to: string) => Promise<void>;
}

export function useNames({ meetings, settings, saveCapture, onRenamed }: NameOptions) {
  const { shown, turns, facts, edit } = meetings;
  const ofNewMeetings = computed(() => settings.value?.capture.names ?? {});
  /** Stays the same object while other parts of the meeting change. */
  const given = stableComputed(() => ({
    names: (shown.meeting ? shown.meeting.names : ofNewMeetings.value) ?? {},
    merged: shown.meeting?.merged ?? {},
    channels: (shown.meeting?.channels ?? []).map(({ name }) => name),
  }));
  const ofShown = computed<SpeakerNames>(() => speakerNames(given.value));
  const ofRecording = stableComputed(() =>
    channelNames(
      shown.meeting && shown.meeting.id === facts.recordingId.value
        ? shown.meeting.names
        : ofNewMeetings.value,
    ),
  );
  const { ask, offers: ownNameOffers } = useOwnName(settings, saveCapture);

  /** Two speakers of one name are one person: the renamed one is merged into the other. The microphone is never merged. */
  async function rename(speaker: SpeakerKey, name: string): Promise<void> {
    const { meeting: before } = shown;
    if (!before || (name === "" && isPerson(speaker))) return;
    const others = speakersIn(turns.value, ofShown.value).filter((key) => key !== speaker);
    const same = name === "" ? undefined : speakerCalled(name, others, ofShown.value);
    const isMerged = same !== undefined && same !== "mic" && speaker !== "mic";
    const after = await edit(before.id, (meeting) =>
      isMerged
        ? withMerged(meeting, speaker, same)
        : { ...meeting, names: { ...meeting.names, [speaker]: name } },
    );
    if (!after) return;
    const [from, to] = [
      nameInNotes(speaker, before),
      nameInNotes(isMerged ? same : speaker, after),
    ];
    if (from !== to) await onRenamed(from, to);
    if (speaker === "mic") await ask(name, before.names?.mic ?? "");
  }

  const suggest = createNameSuggestions();
  const suggestions = computed(() => {
    const byRule = suggest(turns.value, ofShown.value);
    const { meeting } = shown;
    if (!meeting) return byRule;
    const isNew = ({ speaker }: NameSuggestion): boolean =>
      byRule.every((each) => each.speaker !== speaker);
    return [...byRule, ...heardSuggestions(meeting, turns.value).filter(isNew)];
  });

  /** The empty name is the speaker's usual one, and no other is suggested any more. */
  const decline =
    ({ speaker }: NameSuggestion) =>
    async (): Promise<void> => {
      if (shown.meeting)
        await edit(shown.meeting.id, (meeting) => ({
          ...meeting,
          names: { ...meeting.names, [speaker]: "" },
        }));
    };
  const suggestionOffers = computed(() =>
    suggestions.value.map((suggestion): TranscriptOffer => {
      const { speaker, name, turn } = suggestion;
      const text =
        speaker === "mic"
          ? i18n.t("offer.areYou", [name])
          : i18n.t("offer.isSpeaker", [speakerName(speaker, ofShown.value), name]);
      const yes = { label: i18n.t("offer.yes"), act: () => rename(speaker, name) };
      const no = { label: i18n.t("offer.no"), act: decline(suggestion) };
      return { key: `${speaker} ${name}`, text, turn, actions: [yes, no] };
    }),
  );
  const sameOffers = computed((): readonly TranscriptOffer[] => {
    const { different } = shown.meeting ?? {};
    const found = possibleSpeaker(turns.value, ofShown.value, different);
    if (!found) return [];
    const { speaker, person, turn } = found;
    const name = speakerName(person, ofShown.value);
    const no = async (): Promise<void> => {
      if (shown.meeting)
        await edit(shown.meeting.id, (meeting) => withDifferent(meeting, speaker, person));
    };
    const actions = [
      { label: i18n.t("offer.yes"), act: () => rename(speaker, name) },
      { label: i18n.t("offer.no"), act: no },
    ];
    const text = i18n.t("offer.maySpeaker", [speakerName(speaker, ofShown.value), name]);
    return [{ key: `same ${speaker} ${person}`, text, turn, actions }];
  });
  const offers = computed(
    () =>
      [ownNameOffers.value, sameOffers.value, suggestionOffers.value].find(
        (each) => each.length > 0,
      ) ?? [],
  );

  /** Names to choose from for a speaker: the suggested one, then those of earlier meetings. */
  function namesFor(speaker: SpeakerKey | null): readonly string[] {
    const suggested = suggestions.value.filter((each) => each.speaker === speaker);
    const earlier = shown.meeting ? earlierNames(meetings.meetings.value, shown.meeting) : [];
    return [...new Set([...suggested.map(({ name }) => name), ...earlier])];
  }

  return { ofShown, ofRecording, rename, offers, namesFor };
}

/** The user's own name: asked about once, for all new meetings. */
function useOwnName(settings: NameOptions["settings"], saveCapture: NameOptions["saveCapture"]) {
  const asked = shallowRef<string | null>(null);

  /** @param before name of the microphone in the meeting until now */
  async function ask(name: string, before: string): Promise<void> {
    if (!settings.value) return;
    const { names, isNameAsked } = settings.value.capture;
    const general = names.mic ?? "";
    if (general === "") asked.value = name !== "" && !isNameAsked ? name : null;
    // The user corrects the name that all new meetings get.
    else if (before === general) await saveCapture({ names: { ...names, mic: name } });
  }

  async function answer(isForAll: boolean): Promise<void> {
    const [name, names] = [asked.value, settings.value?.capture.names];
    asked.value = null;
    await saveCapture({
      isNameAsked: true,
      ...(isForAll && name !== null && { names: { ...names, mic: name } }),
    });
  }

  const offers = computed((): readonly TranscriptOffer[] => {
    const name = asked.value;
    if (name === null) return [];
    const yes = { label: i18n.t("offer.yes"), act: () => answer(true) };
    const no = { label: i18n.t("offer.no"), act: () => answer(false) };
    return [{ key: "own name", text: i18n.t("offer.ownName", [name]), actions: [yes, no] }];
  });

  return { ask, offers };
}
