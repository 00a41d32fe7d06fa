import { describe, expect, it } from "vitest";
import type { Turn } from "../../../core/meeting.ts";
import { possibleSpeaker, withDifferent } from "../../../core/transcript/possible-speakers.ts";
import type { SpeakerNames } from "../../../core/transcript/speaker.ts";
import { held, spoken } from "../spoken.ts";
import { words } from "../words.ts";

const NAMES: SpeakerNames = {
  usual: { tab: "Them", mic: "You" },
  labelled: (label) => label,
  names: { "tab A": "Laura", "tab B": "Michael" },
};

const said = (speaker: string, session: number, atSeconds: number, count = 20): Turn =>
  spoken({
    speaker,
    session,
    startMs: atSeconds * 1_000,
    endMs: atSeconds * 1_000 + 5_000,
    words: words(Array.from({ length: count }, (_, at) => `w@${at}`).join(" ")),
  });

const found = (turns: readonly Turn[], names = NAMES, different = {}) => {
  const possible = possibleSpeaker(turns, names, different);
  return possible && [possible.speaker, possible.person, possible.turn.startMs];
};

const BEFORE = [said("B", 0, 0), said("A", 0, 10), said("B", 0, 20), said("A", 0, 30)];

describe("a speaker who may be a person", () => {
  it("goes on where the person was speaking when the session ended", () => {
    expect(found([...BEFORE, said("C", 1, 36)])).toEqual(["tab C", "tab A", 36_000]);
  });

  it("is the only new one, and the person the only one who is missing", () => {
    const after = [said("A", 1, 60), said("C", 1, 70, 40)];
    expect(found([...BEFORE, ...after])).toEqual(["tab C", "tab B", 70_000]);
  });

  it.each<[string, readonly Turn[], SpeakerNames?]>([
    ["in a first session", BEFORE.map((turn) => ({ ...turn, speaker: "C" }))],
    ["who has said little", [...BEFORE, said("C", 1, 36, 5)]],
    ["after a long pause, with two people missing", [...BEFORE, said("C", 1, 60, 40)]],
    ["after others have spoken", [...BEFORE, said("D", 1, 35), said("C", 1, 37)]],
    [
      "while the person speaks in the same session",
      [...BEFORE, said("C", 1, 36), said("A", 1, 50)],
    ],
    [
      "beside another new one",
      [...BEFORE, said("A", 1, 60), said("C", 1, 70, 40), said("D", 1, 80, 40)],
    ],
    ["if nobody has a name", [...BEFORE, said("C", 1, 36)], { ...NAMES, names: {} }],
    [
      "who has a name",
      [...BEFORE, said("C", 1, 36)],
      { ...NAMES, names: { ...NAMES.names, "tab C": "Eva" } },
    ],
    [
      "who is merged with a person",
      [...BEFORE, said("C", 1, 36)],
      { ...NAMES, merged: { "tab C": "tab A" } },
    ],
    ["on another channel", [...BEFORE, { ...said("C", 1, 36), channel: "mic" }]],
  ])("is not one %s", (what, turns, names) => {
    const answer = found(turns, names);
    // The other new speaker of two may have gone on.
    expect(what.startsWith("after others") ? answer?.[0] : answer).toBe(
      what.startsWith("after others") ? "tab D" : null,
    );
  });

  it("is asked about once", () => {
    const turns = [...BEFORE, said("C", 1, 36)];
    const { different } = withDifferent(held(), "tab C", "tab A");
    expect(found(turns, NAMES, different)).toBeNull();
    expect(
      withDifferent(held({ different: { "tab C": ["tab A"] } }), "tab C", "tab B"),
    ).toMatchObject({
      different: { "tab C": ["tab A", "tab B"] },
    });
  });
});
