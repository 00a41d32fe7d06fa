import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { DocumentSource, DocumentWords } from "../../../core/export/document.ts";
import { frontMatter, localTime } from "../../../core/export/markdown.ts";
import { held, spoken } from "../spoken.ts";
import { readFrontMatter } from "./front-matter-reader.ts";
import { SAMPLE, WORDS } from "./sample-meeting.ts";

const read = (source: Partial<DocumentSource>, words: Partial<DocumentWords> = {}) =>
  readFrontMatter(`${frontMatter({ ...SAMPLE, ...source }, { ...WORDS, ...words })}\n\n# Title\n`);

describe("frontMatter", () => {
  it.each([
    "Weekly",
    "yes",
    "null",
    "1:05",
    "2026-11-22",
    "key: value # no comment",
    "- no: [list]",
    "{no: map}",
    "'single' \"double\" back\\slash \\n \\u0041",
    "*alias &anchor !tag | > % @ `",
    "--- ...",
    "会議 🎧 עברית",
    "<script>alert(1)</script>",
  ])("keeps the title %s", (title) => {
    expect(read({ meeting: held({ title }) })).toMatchObject({ title });
  });

  it.each([
    ["line ends", "a\r\n---\nb", "a --- b"],
    ["control characters and half a surrogate pair", "a\u0000\u0085\u007f\ud800b", "a \ufffdb"],
    ["bidi overrides", "\u202efdp.exe", "fdp.exe"],
    ["an empty title", " \n", "Untitled"],
  ])("replaces %s", (_, title, expected) => {
    expect(read({ meeting: held({ title }) })).toMatchObject({ title: expected });
  });
});

it("frontMatter keeps an address with special characters", () => {
  const pageUrl = 'https://a.example/"x"\u2028\u007f\ufeff';
  expect(read({ meeting: held({ pageUrl }) })).toMatchObject({ url: pageUrl });
});

it("frontMatter lists speakers once, in the order in which they speak", () => {
  const turns = [
    spoken({ channel: "mic" }),
    spoken({ channel: "tab" }),
    spoken({ channel: "mic" }),
    spoken({ channel: "tab", saidBy: "person 1", text: "" }),
  ];
  const speakers = { ...WORDS.speakers, names: { mic: "Ann", "person 1": "Nobody" } };
  expect(read({ turns }, { speakers })).toMatchObject({ speakers: ["Ann", "Them"] });
});

it("frontMatter lists no speakers and no address if there are none", () => {
  const yaml = frontMatter({ ...SAMPLE, turns: [], meeting: held() }, WORDS);
  expect(parse(yaml.replaceAll("---", ""))).toEqual({
    title: "Weekly",
    date: "2026-11-22T10:05:00",
    duration: "1:00:01",
    speakers: [],
    tags: ["meeting"],
  });
});

it.each([
  ["UTC", "2026-11-22T09:05:00"],
  ["America/St_Johns", "2026-11-22T05:35:00"],
  ["Asia/Kathmandu", "2026-11-22T14:50:00"],
])("localTime in %s is %s", (timeZone, expected) => {
  const at = Date.UTC(2026, 10, 22, 9, 5);
  expect(localTime(at, timeZone)).toBe(expected);
});
