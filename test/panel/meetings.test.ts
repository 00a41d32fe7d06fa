import { expect, it } from "vitest";
import {
  all,
  articles,
  click,
  held,
  storeAudio,
  one,
  openPanel,
  openRecorder,
  spoken,
  store,
  text,
} from "./support/panel.ts";

const STORED = {
  meetings: [
    held({ id: "a", title: "Oldest", startedAt: 1, durationMs: 3_723_000 }),
    held({ id: "c", title: "Newest", startedAt: 3 }),
    held({ id: "b", title: "", startedAt: 2, problem: { reason: "tab-ended" } as const }),
  ],
  turns: [
    spoken({ meetingId: "a", text: "From the oldest." }),
    spoken({ meetingId: "c", text: "From the newest." }),
  ],
};

const titles = () =>
  all("button").flatMap((each) => each.querySelector(".title")?.textContent ?? []);
const openRow = async (title: string) => {
  const row = all("button").find((each) => each.querySelector(".title")?.textContent === title);
  await click("button", row?.textContent.trim());
};

it("the list shows the newest meeting first, with lengths", async () => {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  expect(titles()).toEqual(["Newest", "Untitled meeting", "Oldest"]);
  expect(text()).toContain("1:02:03");
});

it("Back leads from an older meeting to the newest", async () => {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  await openRow("Oldest");
  expect(articles()).toEqual(["Them 0:00 From the oldest."]);
  await click("button", "Back");
  expect(articles()).toEqual(["Them 0:00 From the newest."]);
  expect(all("button", "Back")).toEqual([]);
});

it("a meeting shows why its recording ended early", async () => {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  await openRow("Untitled meeting");
  expect(text()).toContain("The tab was closed, or Chrome discarded it, so the recording ended.");
});

it("an older meeting stays open while another is recorded", async () => {
  await store(STORED);
  const recorder = openRecorder(() => []);
  await openPanel();
  await click("button", "Meetings");
  await openRow("Oldest");
  await recorder.state({ meetingId: "c" });
  await recorder.say({ type: "turn", turn: spoken({ meetingId: "c", order: 1, text: "Live." }) });
  expect(articles()).toEqual(["Them 0:00 From the oldest."]);
  expect(one("status").textContent).toBe("Recording");
  await click("button", "Meetings");
  expect(all("listitem")[0]?.textContent).toContain("Recording");
  await openRow("Newest");
  expect(articles()).toEqual(["Them 0:00 From the newest."]);
});

it("an empty list says so", async () => {
  await openPanel();
  await click("button", "Meetings");
  expect(text()).toContain("No meetings yet");
});

it("rows show interruption and lag, and nothing for complete meetings", async () => {
  for (const id of ["a", "b", "c", "d"]) storeAudio(id, 80);
  const channels = (seconds: number) =>
    [{ name: "tab", transcribedSamples: seconds * 16_000 }] as const;
  const long = { durationMs: 80_000 };
  await store({
    meetings: [
      held({ id: "a", title: "Whole", startedAt: 4, channels: channels(80), ...long }),
      held({ id: "b", title: "Behind", startedAt: 3, channels: channels(60), ...long }),
      held({
        id: "c",
        title: "Cut",
        startedAt: 2,
        channels: channels(80),
        state: "interrupted",
        ...long,
      }),
      held({
        id: "d",
        title: "Both",
        startedAt: 1,
        channels: channels(0),
        state: "interrupted",
        ...long,
      }),
    ],
  });
  await openPanel();
  await click("button", "Meetings");
  const states = all("listitem").map((each) =>
    [...each.querySelectorAll(".state")].map((state) => state.textContent),
  );
  expect(states).toEqual([[], ["0:20 behind"], ["Interrupted"], ["Interrupted", "1:20 behind"]]);
});

it("the lag is measured on disk", async () => {
  storeAudio("a", 20);
  const channels = [{ name: "tab", transcribedSamples: 20 * 16_000 }] as const;
  await store({ meetings: [held({ id: "a", durationMs: 80_000, channels })] });
  await openPanel();
  await click("button", "Meetings");
  expect(text()).not.toContain("behind");
});
