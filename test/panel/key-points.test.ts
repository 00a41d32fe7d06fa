import { describe, expect, it } from "vitest";
import { GROUP_SIZE } from "../../core/transcript/turn-groups.ts";
import {
  all,
  click,
  held,
  liveState,
  one,
  openPanel,
  openRecorder,
  SETTINGS,
  settle,
  spoken,
  store,
} from "./support/panel.ts";

const live = held({ id: "live", state: "recording", durationMs: 0 });
const turn = (order: number, text: string, change = {}) =>
  spoken({ meetingId: "live", order, startMs: order * 1_000, language: "en", text, ...change });
const TURNS = [
  turn(0, "We decided to release it on Friday."),
  turn(1, "I will write the notes by then."),
  turn(2, "Please send me the numbers too."),
];

async function openRecording(turns = TURNS) {
  await store({ meetings: [live], turns });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  return recorder;
}

const card = (): HTMLElement => one("region", "So far");
const line = (): HTMLButtonElement => card().querySelector("button") as HTMLButtonElement;
const openRow = async (title: string): Promise<void> => {
  const row = all("listitem").find(({ textContent }) => textContent.includes(title));
  row?.querySelector("button")?.click();
  await settle();
};
const items = (): readonly string[] =>
  [...card().querySelectorAll("li")].map(({ textContent }) => textContent.trim());

describe("during a recording", () => {
  it("one line counts what matters so far", async () => {
    await openRecording();
    expect(line().textContent).toContain("1 decision · 2 tasks");
    expect(line().getAttribute("aria-expanded")).toBe("false");
    expect(items()).toEqual([]);
    expect(card().querySelector("[aria-live], [role=status], [role=alert]")).toBeNull();
  });

  it("is there from the first word, so that nothing moves when the first point comes", async () => {
    const recorder = await openRecording([]);
    expect(all("region", "So far")).toEqual([]);
    await recorder.say({ type: "turn", turn: turn(0, "Good morning.") });
    expect(line().textContent).toContain("Nothing to note yet");
    expect(line().disabled).toBe(true);
  });

  it("opens to a list, newest last, that follows the turns", async () => {
    const recorder = await openRecording();
    line().click();
    await settle();
    expect(line().getAttribute("aria-expanded")).toBe("true");
    expect(items()).toEqual([
      expect.stringMatching(/^0:00\s*Decision\s*We decided to release it on Friday\.$/),
      expect.stringMatching(/^0:01\s*Task\s*I will write the notes by then\.$/),
      expect.stringMatching(/^0:02\s*Task\s*Please send me the numbers too\.$/),
    ]);
    await recorder.say(
      { type: "turn", turn: turn(3, "We agreed to wait for Anna.") },
      { type: "turn", turn: turn(1, "") },
    );
    expect(line().textContent).toContain("2 decisions · 1 task");
    expect(items().at(-1)).toContain("We agreed to wait for Anna.");
    line().click();
    await settle();
    expect(items()).toEqual([]);
  });

  it("takes the points of insights that list them", async () => {
    const listed = turn(0, "Fine, do that.", { insight: "Decision: The launch moves to May" });
    const nothing = turn(1, "We decided to release it on Friday.", { insight: "None." });
    await openRecording([listed, nothing]);
    line().click();
    await settle();
    expect(items()).toHaveLength(1);
    expect(items()[0]).toContain("The launch moves to May");
  });
});

describe("a point", () => {
  it("leads to its turn", async () => {
    await openRecording();
    line().click();
    await settle();
    card().querySelectorAll<HTMLElement>("li button")[1]?.click();
    await settle();
    expect(document.activeElement?.textContent).toContain("I will write the notes by then.");
    expect(document.activeElement?.tagName).toBe("ARTICLE");
  });

  it("is reached by arrow keys, and only one is in the tab order", async () => {
    await openRecording();
    line().click();
    await settle();
    const buttons = [...card().querySelectorAll<HTMLElement>("li button")];
    const press = async (key: string): Promise<void> => {
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      await settle();
    };
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    buttons[0]?.focus();
    await press("ArrowDown");
    expect(document.activeElement).toBe(buttons[1]);
    expect(buttons.map(({ tabIndex }) => tabIndex)).toEqual([-1, 0, -1]);
    await press("End");
    await press("ArrowDown");
    expect(document.activeElement).toBe(buttons[2]);
    await press("Home");
    await press("ArrowUp");
    expect(document.activeElement).toBe(buttons[0]);
  });
});

describe("of a stored meeting", () => {
  it("the line is called otherwise, and is gone if there is nothing", async () => {
    const stored = (id: string, startedAt: number, text: string) => ({
      meeting: held({ id, startedAt, title: id }),
      turn: spoken({ meetingId: id, text, language: "en" }),
    });
    const some = stored("Some", 2, "We decided to release it on Friday.");
    const none = stored("None", 1, "It was sunny.");
    await store({ meetings: [some.meeting, none.meeting], turns: [some.turn, none.turn] });
    await openPanel();
    expect(one("region", "Key points").textContent).toContain("1 decision");
    await click("button", "Meetings");
    await openRow("None");
    expect(all("article")).toHaveLength(1);
    expect(all("region", "Key points")).toEqual([]);
    await click("button", "Meetings");
    await openRow("Some");
    expect(one("region", "Key points").textContent).toContain("1 decision");
  });

  it("a long one is read as a whole before it is counted", async () => {
    const count = GROUP_SIZE * 5;
    await store({
      meetings: [held()],
      turns: Array.from({ length: count }, (_, order) =>
        spoken({
          order,
          startMs: order,
          language: "en",
          text: `We decided to take road ${order}.`,
        }),
      ),
    });
    await openPanel(SETTINGS);
    expect(one("region", "Key points").textContent).toContain(`${count} decisions`);
  });
});

it("a recording without a team's service has them by rule", async () => {
  await store({
    meetings: [live],
    turns: [turn(0, "We decided to release it on Friday.", { insight: "None." })],
  });
  const recorder = openRecorder(() => [{ type: "state", state: liveState() }]);
  await openPanel({ ...SETTINGS, workerUrl: "", accessCode: "" });
  await recorder.state();
  expect(line().textContent).toContain("1 decision");
});
