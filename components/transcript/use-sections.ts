/** Divides turns and marks of a transcript into sections; marks set since the partial turns began come after them. */

import { computed } from "vue";
import type { Mark, PartialTurn } from "../../core/meeting.ts";
import {
  headingKey,
  type TranscriptSection,
  sectionsOf,
} from "../../core/transcript/transcript-items.ts";
import type { SpeakerNames } from "../../core/transcript/speaker.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";

interface TranscriptParts {
  readonly groups: TurnGroups;
  /** Sorted by the meeting clock. */
  readonly marks: readonly Mark[];
  readonly partials: readonly PartialTurn[];
  readonly names: SpeakerNames;
}

export function useSections(parts: () => TranscriptParts) {
  /** Stays equal while words are added to a partial turn, so that no section renders again. */
  const partialsFrom = computed(() => Math.min(...parts().partials.map(({ startMs }) => startMs)));
  const marksBefore = computed(() =>
    parts().marks.filter(({ atMs }) => atMs <= partialsFrom.value),
  );
  const marksAfter = computed(() => parts().marks.filter(({ atMs }) => atMs > partialsFrom.value));
  const sections = computed<readonly TranscriptSection[]>((before) =>
    sectionsOf(parts().groups, marksBefore.value, before),
  );

  /** Returns the heading of the last turn before this section, or null if there is none or a mark lies between. */
  function headingBefore(index: number): string | null {
    for (let before = index - 1; before >= 0; before--) {
      const item = sections.value[before]?.items.at(-1);
      if (item) return item.type === "turn" ? headingKey(item.turn, parts().names) : null;
    }
    return null;
  }
  const lastHeading = computed(() => headingBefore(sections.value.length));
  const isEmpty = computed(
    () => parts().partials.length === 0 && sections.value.every(({ items }) => items.length === 0),
  );

  return { sections, marksAfter, headingBefore, lastHeading, isEmpty };
}
