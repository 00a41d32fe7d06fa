import { describe, expect, it } from "vitest";
import { GROUP_SIZE } from "../../core/transcript/turn-groups.ts";
import {
  all,
  articles,
  click,
  held,
  liveState,
  one,
  openPanel,
  openRecorder,
  partial,
  settle,
  spoken,
  store,
  text,
} from "./support/panel.ts";

const live = held({ id: "live", state: "recording", durationMs: 0 });
const turn = (order: number, change = {}) =>
  spoken({ meetingId: "live", order, startMs: order * 1_000, text: `Turn ${order}.`, ...change });

it("an empty panel says what to do", async () => {
  await openPanel();
  expect(text()).toContain("Nothing recorded yet");
  expect(one("log", "Transcript").getAttribute("aria-busy")).toBe("false");
});

it("the newest meeting is shown with time, speaker and insight of each turn", async () => {
  await store({
    meetings: [
      held({ id: "old", startedAt: 1 }),
      held({ id: "new", startedAt: 2, title: "Newest" }),
    ],
    turns: [
      spoken({ meetingId: "new", order: 1, startMs: 65_000, text: "Bye.", channel: "mic" }),
      spoken({ meetingId: "new", order: 0, text: "Hello.", insight: "A greeting." }),
      spoken({ meetingId: "old", order: 0, text: "Elsewhere." }),
    ],
  });
  await openPanel();
  expect(one("heading", "Newest").tagName).toBe("H1");
  expect(articles()).toEqual(["Them 0:00 Hello. Insight A greeting.", "You 1:05 Bye."]);
});

it("titles, turns and insights are rendered as text", async () => {
  const attack = '<img src=x onerror="alert(1)"> <b>bold</b>';
  await store({
    meetings: [held({ title: attack })],
    turns: [spoken({ text: attack }), spoken({ order: 1, text: "Hello.", insight: attack })],
  });
  await openPanel();
  const log = one("log");
  expect(log.querySelector("img, b")).toBeNull();
  expect(log.textContent.split(attack)).toHaveLength(3);
});

describe("a panel that opens during a recording", () => {
  it("shows stored and live turns, each once", async () => {
    await store({ meetings: [live], turns: [turn(0), turn(1, { insight: "Kept." })] });
    openRecorder(() => [
      { type: "state", state: liveState() },
      { type: "turn", turn: turn(1) },
      { type: "turn", turn: turn(2) },
      { type: "partial", meetingId: "live", channel: "tab", partial: partial({ text: "And n" }) },
    ]);
    await openPanel();
    expect(articles().map((each) => each.replace(/^Them \d:\d\d /, ""))).toEqual([
      "Turn 0.",
      "Turn 1. Insight Kept.",
      "Turn 2.",
      "And n",
    ]);
    expect(one("status").textContent).toBe("Recording");
  });

  it("follows a meeting that begins later", async () => {
    await store({ meetings: [held(), live], turns: [spoken({ text: "Before." })] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await recorder.say({ type: "turn", turn: turn(0) });
    expect(articles()).toEqual(["Them 0:00 Turn 0."]);
  });
});

describe("a partial", () => {
  const open = async () => {
    await store({ meetings: [live], turns: [turn(0), turn(1)] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    const say = (words: string | null) =>
      recorder.say({
        type: "partial",
        meetingId: "live",
        channel: "tab",
        partial: words === null ? null : partial({ text: words }),
      });
    return { recorder, say };
  };

  it("is rewritten, and the final replaces it in place", async () => {
    const { recorder, say } = await open();
    await say("lets");
    await say("let's see");
    expect(articles().slice(2)).toEqual(["Them 0:09 let's see"]);
    await recorder.say({ type: "turn", turn: turn(9, { text: "Let's see." }) });
    expect(articles().slice(2)).toEqual(["Them 0:09 Let's see."]);
  });

  it("disappears when it is dropped", async () => {
    const { say } = await open();
    await say("um");
    await say(null);
    expect(articles()).toHaveLength(2);
  });

  it("is not announced by screen readers, finals are", async () => {
    const { say } = await open();
    await say("lets");
    expect(all("article").map((each) => each.getAttribute("aria-live"))).toEqual([
      null,
      null,
      "off",
    ]);
    expect(one("log").getAttribute("aria-relevant")).toBe("additions");
  });

  it("changes no other element", async () => {
    const { say } = await open();
    await say("lets");
    const [first, second, last] = all("article");
    const changed: Node[] = [];
    const observer = new MutationObserver((records) =>
      changed.push(...records.map(({ target }) => target)),
    );
    observer.observe(one("log"), {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    await say("let's see");
    observer.disconnect();
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((node) => last?.contains(node))).toBe(true);
    expect(all("article").slice(0, 2)).toEqual([first, second]);
  });
});

it("an insight appears below its turn when it arrives", async () => {
  await store({ meetings: [live], turns: [turn(0), turn(1)] });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  await recorder.say({ type: "turn", turn: turn(0, { insight: "A beginning." }) });
  expect(articles()[0]).toContain("Insight A beginning.");
  expect(articles()).toHaveLength(2);
});

const POINTS = `Decision: The **launch** waits for the lawyers of both sides
Task: Ann asks finance who pays for the delay`;
const insightLine = (): HTMLElement | null => document.querySelector('[data-control="insight"]');

it("an insight is folded to one line until it is opened", async () => {
  await store({ meetings: [held()], turns: [spoken({ text: "We wait.", insight: POINTS })] });
  await openPanel();
  const line = insightLine();
  expect(line?.getAttribute("aria-expanded")).toBe("false");
  expect(line?.textContent).toMatch(
    /Insight\s*Decision: The launch waits for the lawyers of both sides · Task: Ann asks/,
  );
  expect(one("note").querySelectorAll("li")).toHaveLength(0);
  line?.click();
  await settle();
  expect(insightLine()?.getAttribute("aria-expanded")).toBe("true");
  expect([...one("note").querySelectorAll("li")].map(({ textContent }) => textContent)).toEqual([
    "Decision: The launch waits for the lawyers of both sides",
    "Task: Ann asks finance who pays for the delay",
  ]);
  insightLine()?.click();
  await settle();
  expect(one("note").querySelectorAll("li")).toHaveLength(0);
});

it("the Tab key reaches the insight of the current row only", async () => {
  const turns = [0, 1].map((order) => spoken({ order, startMs: order, insight: "A greeting." }));
  await store({ meetings: [held()], turns });
  await openPanel();
  const lines = [...document.querySelectorAll<HTMLElement>('[data-control="insight"]')];
  expect(lines.map(({ tabIndex }) => tabIndex)).toEqual([-1, 0]);
});

it("an insight that repeats its turn or says nothing is not shown", async () => {
  await store({
    meetings: [held()],
    turns: [
      spoken({ text: "We ship on Friday.", insight: "Decision: Ship on Friday" }),
      spoken({ order: 1, startMs: 1, text: "Fine.", insight: "None." }),
    ],
  });
  await openPanel();
  expect(articles()).toEqual(["Them 0:00 We ship on Friday.", "Them 0:00 Fine."]);
});

it("a long transcript is rendered from its end, and finally as a whole", async () => {
  const count = GROUP_SIZE * 6;
  await store({
    meetings: [held()],
    turns: Array.from({ length: count }, (_, order) => spoken({ order, startMs: order * 1_000 })),
  });
  await openPanel();
  while (one("log").getAttribute("aria-busy") === "true") await settle();
  expect(all("article")).toHaveLength(count);
  expect(articles()[0]).toContain("0:00");
});

describe("scrolling", () => {
  /** Gives the scroller a layout, which the simulated DOM lacks. */
  function layOut(scrollHeight: number): HTMLElement {
    const scroller = one("log").parentElement as HTMLElement;
    let top = scroller.scrollTop;
    Object.defineProperties(scroller, {
      scrollHeight: { configurable: true, value: scrollHeight },
      clientHeight: { configurable: true, value: 500 },
      scrollTop: {
        configurable: true,
        get: () => top,
        set: (value: number) => {
          top = Math.min(value, scrollHeight - 500);
        },
      },
    });
    return scroller;
  }
  const scrollTo = async (scroller: HTMLElement, top: number) => {
    scroller.scrollTop = top;
    scroller.dispatchEvent(new Event("scroll"));
    await settle();
  };

  it("up from the end shows Jump to latest, which returns", async () => {
    await store({ meetings: [held()], turns: [spoken()] });
    await openPanel();
    const scroller = layOut(2_000);
    await scrollTo(scroller, 1_500);
    expect(all("button", "Jump to latest")).toHaveLength(0);
    await scrollTo(scroller, 900);
    await click("button", "Jump to latest");
    expect(scroller.scrollTop).toBe(1_500);
    expect(all("button", "Jump to latest")).toHaveLength(0);
    expect(document.activeElement).toBe(scroller);
  });
});
