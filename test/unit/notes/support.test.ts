import { expect, it } from "vitest";
import { everythingSaid, supportFault } from "../../../core/notes/support.ts";
import { spoken } from "../spoken.ts";

const turns = [
  spoken({ text: "We ship the search page on Friday." }),
  spoken({ order: 1, text: "It's far too slow, honestly! Naïve, I'd say." }),
];
const said = everythingSaid(turns);

it.each([
  ["cites a turn", "It ships on Friday. [1]", null],
  ["cites several turns, one of which exists", "It ships. [9][2]", null],
  ["cites nothing", "It ships on Friday.", "not-found"],
  ["cites only turns that do not exist", "It ships on Friday. [3][77]", "not-found"],
  ["says that there is nothing", "None.", null],
  ["says so in German", "Keine", null],
  ["quotes what was said", 'He said "far too slow" twice. [2]', null],
  [
    "quotes it with other quotation marks and apostrophes",
    "“It’s far too slow, honestly” [2]",
    null,
  ],
  [
    "quotes only some of the words in a row",
    'She called it "naive, I would" hm. "too slow honestly naive" [2]',
    "quote-not-found",
  ],
  ["quotes with words left out", 'Said "ship the search … on Friday". [1]', null],
  ["quotes words that were not said", '"The search page is ready" [1]', "quote-not-found"],
  ["quotes part of a word", '"arch page on Friday" [1]', "quote-not-found"],
  ["has a term in quotation marks", 'The "alpha" build. [1]', null],
])("supportFault judges a bullet that %s", (_, bullet, fault) => {
  expect(supportFault(bullet, (n) => turns[n - 1] ?? null, said)).toBe(fault);
});
