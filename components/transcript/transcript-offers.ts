/** Offers that a transcript makes below its turns, one at a time: to correct a word everywhere, or to name a speaker. */

import type { InjectionKey, Ref } from "vue";
import type { Turn } from "../../core/meeting.ts";

export interface TranscriptOffer {
  /** Differs from that of every other offer. */
  readonly key: string;
  readonly text: string;
  /** Turn on which the offer rests, with a link to it. */
  readonly turn?: Turn;
  /** In the order in which they are shown. */
  readonly actions: readonly OfferAction[];
  /** Closes the offer; absent if one of the actions does. */
  readonly dismiss?: () => void;
}

interface OfferAction {
  readonly label: string;
  readonly act: () => Promise<void>;
}

/** The most important offer comes first. */
export const TRANSCRIPT_OFFERS: InjectionKey<Readonly<Ref<readonly TranscriptOffer[]>>> =
  Symbol("transcript offers");
