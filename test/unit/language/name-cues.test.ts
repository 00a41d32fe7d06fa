import { describe, expect, it } from "vitest";
import { nameCuesIn } from "../../../core/language/english/name-cues.ts";

const cuesIn = (text: string) => nameCuesIn(text).map(({ person, name }) => `${person} ${name}`);

describe("nameCuesIn", () => {
  it.each([
    ["Hi, I'm Laura.", ["self Laura"]],
    ["I am Priyanka from finance.", ["self Priyanka"]],
    ["My name is Ikaika Kahale and I run the shop.", ["self Ikaika Kahale"]],
    ["Hello everyone, this is Laura.", ["self Laura"]],
    ["Laura speaking.", ["self Laura"]],
    ["Thanks, Michael.", ["before Michael"]],
    ["Okay. Thank you so much, Ikaika, for that.", ["before Ikaika"]],
    ["thank you michael", ["before Michael"]],
    ["Laura, can you take that?", ["next Laura"]],
    ["Good. Laura what do you think?", ["next Laura"]],
    ["Is that so, Ikaika?", ["next Ikaika"]],
    ["Over to you, Michael.", ["next Michael"]],
    ["Good morning, Michael.", ["next Michael"]],
  ])("reads “%s”", (text, cues) => {
    expect(cuesIn(text)).toEqual(cues);
  });

  it.each([
    "I'm Italian.",
    "I'm sorry, Dave is late.",
    "Thanks, everyone.",
    "Thank God.",
    "Thanks, Monday works.",
    "Well, can you take that?",
    "Team, can you hear me?",
    "Over here.",
    "This is London from above.",
    "I'm CEO here.",
    "Is that so, though?",
    "I am Not sure.",
    "I said thanks to Laura.",
    "Laura said that Michael pays.",
  ])("finds no one in “%s”", (text) => {
    expect(cuesIn(text)).toEqual([]);
  });
});
