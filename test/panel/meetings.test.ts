import { expect, it } from "vitest";
import {
  all,
  articles,
  click,
  held,
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

it("lists them newest first, with their lengths", async () => {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  expect(titles()).toEqual(["Newest", "Untitled meeting", "Oldest"]);
  expect(text()).toContain("1:02:03");
});

it("opens an older one and comes back to the newest", async () => {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  await openRow("Oldest");
  expect(articles()).toEqual(["0:00 Them From the oldest."]);
  await click("button", "Back");
  expect(articles()).toEqual(["0:00 Them From the newest."]);
  expect(all("button", "Back")).toEqual([]);
});

it("says what happened to one that ended before its time", async () => {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  await openRow("Untitled meeting");
  expect(text()).toContain("The tab was closed, so the recording ended.");
});

it("stays with an older one while another is being recorded, and comes back to that", async () => {
  await store(STORED);
  const recorder = openRecorder(() => []);
  await openPanel();
  await click("button", "Meetings");
  await openRow("Oldest");
  await recorder.state({ meetingId: "c" });
  await recorder.say({ type: "turn", turn: spoken({ meetingId: "c", order: 1, text: "Live." }) });
  expect(articles()).toEqual(["0:00 Them From the oldest."]);
  expect(one("status").textContent).toBe("Recording");
  await click("button", "Meetings");
  expect(all("listitem")[0]?.textContent).toContain("Recording");
  await openRow("Newest");
  expect(articles()).toEqual(["0:00 Them From the newest."]);
});

it("says so where there are none", async () => {
  await openPanel();
  await click("button", "Meetings");
  expect(text()).toContain("No meetings yet");
});
