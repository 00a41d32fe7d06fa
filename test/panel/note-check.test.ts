import { afterEach, expect, it, vi } from "vitest";
import { effectScope, nextTick, shallowRef } from "vue";
import { useNoteCheck } from "../../components/notes/use-note-check.ts";
import { checkedTranscript } from "../../core/notes/check/note-check.ts";
import { note, TURNS } from "./support/notes.ts";
import { held } from "./support/panel.ts";

const transcript = checkedTranscript(TURNS, held());
const FALSE = "- It moves to the 20th. [1]\n";
const scope = effectScope();

/** The check of these notes, each step of which takes 100 ms. */
function slowCheck(first: string) {
  vi.useFakeTimers();
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 100));
  const markdown = shallowRef(first);
  const checked = scope.run(() =>
    useNoteCheck(() => ({
      note: note({ markdown: markdown.value }),
      transcript,
      isStreaming: false,
    })),
  );
  if (!checked) throw new Error("no scope");
  return { markdown, marks: () => checked.value.faults.size, checked };
}

afterEach(() => {
  vi.useRealTimers();
});

it("a note whose check takes long is shown before its marks", () => {
  const { marks, checked } = slowCheck(FALSE.repeat(3));
  expect(checked.value).toMatchObject({ statements: 0 });
  expect(checked.value.tokens).not.toBeNull();
  expect(marks()).toBe(0);
  vi.advanceTimersToNextTimer();
  expect(marks()).toBe(0);
  vi.runAllTimers();
  expect(marks()).toBe(3);
});

it("the check of a note that is replaced meanwhile ends", async () => {
  const { markdown, marks } = slowCheck(FALSE.repeat(3));
  markdown.value = FALSE.repeat(2);
  await nextTick();
  expect(vi.getTimerCount()).toBe(1);
  vi.runAllTimers();
  expect(marks()).toBe(2);
});
