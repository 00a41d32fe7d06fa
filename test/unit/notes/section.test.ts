import { describe, expect, it } from "vitest";
import { sectionsIn, sectionText, withSection } from "../../../core/notes/section.ts";

const NOTE = `Before all.

## Summary
- One [1]

### Details

- Two [2]

\`\`\`
## no heading
\`\`\`

## Decisions
None.`;

const section = (place: number) => sectionsIn(NOTE)[place] ?? { title: "", start: 0, end: 0 };

describe("a section", () => {
  it("reaches to the next heading of its rank", () => {
    expect(sectionsIn(NOTE).map(({ title }) => title)).toEqual(["Summary", "Details", "Decisions"]);
    expect(sectionText(NOTE, section(0))).toMatch(/^## Summary\n[^]*no heading\n```$/);
    expect(sectionText(NOTE, section(2))).toBe("## Decisions\nNone.");
  });

  it.each([
    ["its own heading", "## Summary\n\n- New [3]"],
    ["another heading", "# Short summary\n- New [3]\n"],
    ["no heading", "- New [3]"],
    ["the whole note", "## Other\n- Other\n\n## Summary\n- New [3]\n\n## Decisions\n- All"],
  ])("is replaced by a reply with %s, and the rest stays", (_, reply) => {
    const changed = withSection(NOTE, section(0), reply);
    expect(changed).toBe("Before all.\n\n## Summary\n\n- New [3]\n\n## Decisions\nNone.");
  });

  it("can be the last one", () => {
    expect(withSection(NOTE, section(2), "- Yes [4]")).toMatch(
      /```\n\n## Decisions\n\n- Yes \[4\]$/,
    );
  });

  it("is not found where its place can't be told", () => {
    expect(sectionsIn("## A\r\n\r\n- b")).toEqual([]);
    expect(sectionsIn(`${"> ".repeat(40)}## deep`)).toEqual([]);
  });
});
