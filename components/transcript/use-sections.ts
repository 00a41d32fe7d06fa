/** What a transcript shows, section by section; at its end, after what is being said now, the marks that were set meanwhile. */

import { computed } from "vue";
import type { Mark, PartialTurn } from "../../core/meeting.ts";
import { type Section, sectionsOf } from "../../core/transcript/sections.ts";
import { speakerKey, type SpeakerNames } from "../../core/transcript/speaker.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";

interface TranscriptParts {
  readonly groups: TurnGroups;
  /** In the order of the meeting clock. */
  readonly marks: readonly Mark[];
  readonly partials: readonly PartialTurn[];
  readonly names: SpeakerNames;
}

export function useSections(parts: () => TranscriptParts) {
  /** The same from word to word, so that one more word draws no section again. */
  const partialsFrom = computed(() => Math.min(...parts().partials.map(({ startMs }) => startMs)));
  const marksBefore = computed(() =>
    parts().marks.filter(({ atMs }) => atMs <= partialsFrom.value),
  );
  const marksAfter = computed(() => parts().marks.filter(({ atMs }) => atMs > partialsFrom.value));
  const sections = computed<readonly Section[]>((before) =>
    sectionsOf(parts().groups, marksBefore.value, before),
  );

  /** Who speaks last before the section of this index; null where nobody does, or a mark stands between. */
  function speakerBefore(index: number): string | null {
    for (let before = index - 1; before >= 0; before--) {
      const item = sections.value[before]?.items.at(-1);
      if (item) return item.type === "turn" ? speakerKey(item.turn, parts().names) : null;
    }
    return null;
  }
  const lastSpeaker = computed(() => speakerBefore(sections.value.length));
  const isEmpty = computed(
    () => parts().partials.length === 0 && sections.value.every(({ items }) => items.length === 0),
  );

  return { sections, marksAfter, speakerBefore, lastSpeaker, isEmpty };
}
