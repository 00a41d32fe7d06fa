import { describe, expect, it } from "vitest";
import { turnId } from "../../../core/meeting.ts";
import { nameRequest, namesInReply } from "../../../core/notes/name-request.ts";
import { held, spoken } from "../spoken.ts";

const turns = [
  ["A", "That is all from me."],
  ["B", "Thanks, Michael."],
  ["C", "so what about the plan"],
  ["C", "and then we wait"],
  ["C", "and wait"],
].map(([speaker = null, text = ""], order) =>
  spoken({ order, startMs: order * 5_000, speaker, text }),
);
const idOf = (order: number): string => turnId(turns[order] ?? spoken());
const meeting = held();

describe("nameRequest", () => {
  it("asks for speakers without a name, with lines that may show one and those beside them", () => {
    const [system, user] = nameRequest(turns, held({ names: { "tab C": "Ruth" } }))?.messages ?? [];
    expect(system?.content).toContain("without a name are: Speaker A, Speaker B.");
    expect(user?.content.match(/^\[\d+\]/gm)).toEqual(["[1]", "[2]", "[3]"]);
  });

  it("asks nothing if every speaker is named or declined, or no line may show a name", () => {
    const names = { "tab A": "Ann", "tab B": "", "tab C": "Ruth" };
    expect(nameRequest(turns, held({ names }))).toBeNull();
    expect(nameRequest(turns.slice(2), meeting)).toBeNull();
    expect(nameRequest([spoken({ text: "Thanks, Michael." })], meeting)).toBeNull();
  });
});

describe("namesInReply", () => {
  it("keeps names that stand in the cited turn", () => {
    const reply = "Speaker A = Michael [2]\n- Speaker B = Laura [2]\nSpeaker C = Michael Bell [9]";
    expect(namesInReply(reply, turns, meeting)).toEqual([
      { speaker: "tab A", name: "Michael", turn: idOf(1) },
    ]);
  });

  it.each([
    ["two speakers of one name", "Speaker A = Michael [2]\nSpeaker C = Michael Bell [2]"],
    ["two names of one speaker", "Speaker A = Michael [2]\nSpeaker A = Thanks [2]"],
    ["an unknown speaker", "Speaker D = Michael [2]"],
    ["prose", "The name of Speaker A is Michael, see turn [2]."],
    ["Markdown in a name", "Speaker A = [Michael](http://x) [2]"],
  ])("keeps nothing of %s", (_, reply) => {
    expect(namesInReply(reply, turns, meeting)).toEqual([]);
  });

  it("keeps no name that another speaker has", () => {
    const named = held({ names: { "tab B": "Michael Bell" } });
    expect(namesInReply("Speaker A = Michael [2]", turns, named)).toEqual([]);
  });
});
