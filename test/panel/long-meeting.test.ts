import { beforeEach, expect, it } from "vitest";
import { computed, nextTick, watch } from "vue";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import {
  useShownMeeting,
  useVisibleTranscript,
} from "../../entrypoints/sidepanel/shown/use-shown-meeting.ts";
import { held, spoken, store } from "./support/panel.ts";

const TURNS = 500;
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
const bookmark = (id: string, turn: number) =>
  ({ type: "bookmark", id, atMs: turn * 1_000, note: "" }) as const;

beforeEach(() =>
  store({
    meetings: [
      held({ title: "Weekly", marks: [bookmark("early", 7), bookmark("late", TURNS - 3)] }),
    ],
    turns: numbers(0, TURNS).map((order) => spoken({ order, startMs: order * 1_000 })),
  }),
);

/** Collects each state of the visible transcript while the meeting is opened. */
async function visibleStates() {
  const { shown, show } = useShownMeeting(openDatabase());
  const allMarks = computed(() => shown.meeting?.marks ?? []);
  const { groups, marks } = useVisibleTranscript(shown, allMarks);
  const view = () => ({
    turns: groups.value.flat().map(({ order }) => order),
    marks: marks.value.map(({ atMs }) => atMs / 1_000),
    title: shown.meeting?.title,
  });
  const views = [view()];
  watch([groups, marks], () => views.push(view()));
  await show("m");
  await nextTick();
  return views;
}

it("a long meeting shows its end first, with title and marks, and then all of it", async () => {
  const views = await visibleStates();
  const end = numbers(TURNS - 40, TURNS);
  const title = "Weekly";
  const empty = views.filter(({ turns }) => turns.length === 0);
  expect(empty.flatMap(({ marks }) => marks)).toEqual([]);
  expect(views.slice(empty.length)).toEqual([
    { turns: end, marks: [TURNS - 3], title },
    { turns: numbers(0, TURNS), marks: [7, TURNS - 3], title },
  ]);
});

it("the groups of the end are not replaced when the rest is read", async () => {
  const { shown, show } = useShownMeeting(openDatabase());
  const ends: unknown[] = [];
  watch(
    () => shown.ending,
    (ending) => ending.length > 0 && ends.push(ending.at(-1)),
    { flush: "sync" },
  );
  await show("m");
  expect(ends).toHaveLength(1);
  expect(ends[0]).toBe(shown.groups.at(-1));
});
