import { describe, expect, it } from "vitest";
import { dateInText, startOf } from "../../../core/media/start-time.ts";

const HOUR = 3_600_000;
const local = (day: number, hour: number, minute = 0): number =>
  new Date(2024, 10, day, hour, minute).getTime();
const file = (given: Partial<Parameters<typeof startOf>[0]>): number =>
  startOf({
    name: "talk.m4a",
    lastModified: local(6, 15),
    durationMs: HOUR,
    texts: [],
    createdAt: null,
    now: local(20, 0),
    ...given,
  });

describe("the start of an imported recording", () => {
  it("is its last change less its length if nothing else is known", () => {
    expect(file({})).toBe(local(6, 14));
  });

  it("is a tag with a time before anything else", () => {
    const texts = ["2024-11-05T10:00:00Z"];
    const name = "2024-11-04 09.00.m4a";
    expect(file({ texts, name, createdAt: local(3, 8) })).toBe(Date.UTC(2024, 10, 5, 10));
  });

  it("is the time in the name before the creation of the file", () => {
    expect(file({ name: "2024-11-04 09.00.m4a", createdAt: local(5, 8) })).toBe(local(4, 9));
  });

  it("is the creation of the file before a day without a time", () => {
    expect(file({ name: "PTT-20241104-WA0001.opus", createdAt: local(5, 8) })).toBe(local(5, 8));
  });

  it("is the creation less the length if the file was created when it was last changed", () => {
    const createdAt = local(6, 15) + 2_000;
    expect(file({ createdAt })).toBe(createdAt - HOUR);
  });

  it("is noon of the day in the name, unless the last change was that day", () => {
    expect(file({ name: "PTT-20241105-WA0001.opus" })).toBe(local(5, 12));
    expect(file({ name: "PTT-20241106-WA0001.opus" })).toBe(local(6, 14));
  });

  it.each([
    ["before 1995, as of a clock without a battery", "1970-01-01T00:00:10Z"],
    ["in the future", "2031-01-01T10:00:00Z"],
  ])("is not a time %s", (_kind, text) => {
    expect(file({ texts: [text], createdAt: 0 })).toBe(local(6, 14));
  });
});

describe("a date in a tag", () => {
  it.each([
    ["2024-11-05T10:00:12Z", Date.UTC(2024, 10, 5, 10, 0, 12)],
    ["2024-11-05T10:00:12+0200", Date.UTC(2024, 10, 5, 8, 0, 12)],
    ["2024-11-05T10:00:12.345-05:30", Date.UTC(2024, 10, 5, 15, 30, 12)],
    ["2024-11-05 10:00:12 UTC", Date.UTC(2024, 10, 5, 10, 0, 12)],
    ["2024:11:05 10:00:12", new Date(2024, 10, 5, 10, 0, 12).getTime()],
    ["2024-11-05 10-00-12", new Date(2024, 10, 5, 10, 0, 12).getTime()],
  ])("%j has a time", (text, at) => {
    expect(dateInText(text)).toEqual({ at, hasTime: true });
  });

  it.each(["2024-11-05", "2024-11-05T00:00:00Z"])("%j has a day only", (text) => {
    expect(dateInText(text)).toEqual({ at: local(5, 12), hasTime: false });
  });

  it.each(["2024", "", "yesterday", "2024-13-05"])("%j is none", (text) => {
    expect(dateInText(text)).toBeNull();
  });
});
