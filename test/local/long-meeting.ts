/** Three hours of generated talk: about two thousand turns of chatter from a seed, with planted points. */

import type { Turn } from "../../core/meeting.ts";
import { spoken } from "../unit/spoken.ts";

type Kind = "decision" | "task" | "question";

interface Planted {
  readonly kind: Kind;
  /** Text that the notes must hold. */
  readonly text: string;
  /** Owner and date as the notes name them. */
  readonly head?: string;
  /** Reply of the other side. */
  readonly reply?: string;
}

export const PLANTED: readonly Planted[] = [
  { kind: "decision", text: "we decided to move the harbor release to the ninth of may" },
  {
    kind: "task",
    text: "i will send the contract to the lawyers by next tuesday",
    head: "**Ada** (by next tuesday): ",
  },
  { kind: "question", text: "who will pay for the second warehouse", reply: "i don't know yet" },
  { kind: "decision", text: "the budget for the pilot is approved" },
  {
    kind: "task",
    text: "sarah is going to call the agency tomorrow",
    head: "**Sarah** (tomorrow): ",
  },
  { kind: "task", text: "could you check the invoices by friday please", head: "(by friday) " },
  { kind: "decision", text: "we agreed to hire two more engineers in june" },
  {
    kind: "task",
    text: "we need to renew the certificate by the end of the month",
    head: "**We** (by the end of the month): ",
  },
  {
    kind: "question",
    text: "should we keep the old import for another year",
    reply: "nobody knows that by now",
  },
  { kind: "decision", text: "the supplier from norway was rejected" },
  { kind: "task", text: "tom will write the guide for new customers", head: "**Tom**: " },
  { kind: "decision", text: "let's go with the blue version of the label" },
];

const OPENINGS = [
  "i think",
  "as far as i can see",
  "from what i remember",
  "to be honest",
  "in the north",
  "last year",
  "back then",
  "most of the time",
];
const THINGS =
  "harbor warehouse label engine bicycle garden window printer kitchen bridge ticket camera drawer ladder lantern mirror paper pencil pillow rocket saddle shelf sweater tunnel violin wallet anchor basket blanket bottle button candle carpet castle coffee copper cotton engineer falcon feather forest".split(
    " ",
  );
const DOINGS = [
  "stood right beside",
  "looked a lot like",
  "came some weeks after",
  "cost more than",
  "was painted like",
  "moved along with",
  "reminded people of",
  "was delivered with",
  "fell on top of",
];
const COLOURS = "red green yellow white grey brown silver golden purple orange".split(" ");
/** Sounds like a point and is not one. */
const NEAR_MISSES = [
  "the interviews will start next tuesday",
  "can you hear me now everyone",
  "that will be fun for the whole village",
];

/** Mulberry32: the same numbers from 0 to 1 in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Turns of chatter in the form of a recogniser. */
export function chatter(count: number, seed = 1): readonly string[] {
  const random = randomFrom(seed);
  const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? "";
  const thing = (): string => `the ${one(COLOURS)} ${one(THINGS)}`;
  return Array.from({ length: count }, () =>
    random() < 0.05
      ? one(NEAR_MISSES)
      : `${one(OPENINGS)} ${thing()} ${one(DOINGS)} ${thing()} and ${thing()}`,
  );
}

const MS_PER_TURN = 5_400;

/** The sides alternate: Ada at the microphone and the tab. */
export const turnsOf = (texts: readonly string[]): readonly Turn[] =>
  texts.map((text, order) =>
    spoken({
      order,
      channel: order % 2 === 0 ? "mic" : "tab",
      text,
      startMs: order * MS_PER_TURN,
      endMs: order * MS_PER_TURN + 4_000,
    }),
  );

export interface LongMeeting {
  readonly turns: readonly Turn[];
  /** Turn numbers of `PLANTED`. */
  readonly places: readonly { readonly planted: Planted; readonly number: number }[];
}

export function longMeeting(count = 2_000): LongMeeting {
  const texts = [...chatter(count)];
  const stride = Math.floor(count / PLANTED.length);
  const places = PLANTED.map((planted, nth) => {
    // Even indexes are Ada's.
    const index = 2 * Math.floor((nth * stride + 37 + 11 * nth) / 2);
    texts[index] = planted.text;
    if (planted.reply !== undefined) texts[index + 1] = planted.reply;
    return { planted, number: index + 1 };
  });
  return { turns: turnsOf(texts), places };
}
