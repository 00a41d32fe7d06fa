import { lexer } from "marked";
import { describe, expect, it } from "vitest";
import { tasksIn, withTaskDone } from "../../../core/notes/tasks.ts";

const MANY = `- [ ] one [3]
- plain [x] text
  - [X] two
    > - [ ] three

\`\`\`
- [ ] code
\`\`\`

1. [x] four
   - [ ] five \`[ ] \`

[ ] paragraph, \\[ ] escaped, <b>[ ] html</b>`;

const states = (markdown: string) => tasksIn(lexer(markdown)).map(({ checked }) => checked);

describe("withTaskDone", () => {
  it.each([0, 1, 2, 3, 4])("changes task %i and nothing else", (index) => {
    for (const isDone of [true, false]) {
      const changed = withTaskDone(MANY, index, isDone) ?? "";
      const expected = [false, true, false, true, false];
      expected[index] = isDone;
      expect(states(changed)).toEqual(expected);
      expect(changed).toHaveLength(MANY.length);
      const differing = [...changed].filter((sign, at) => sign !== MANY[at]);
      expect(differing.length).toBeLessThan(2);
    }
  });

  it("returns null if there is no such task", () => {
    expect(withTaskDone(MANY, 5, true)).toBeNull();
    expect(withTaskDone("- [ ]", 0, true)).toBeNull();
    expect(withTaskDone(`${"> ".repeat(40)}- [ ] deep`, 0, true)).toBeNull();
  });
});
