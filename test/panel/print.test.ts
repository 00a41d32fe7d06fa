/** The page that prints a meeting. */

import { expect, it, vi } from "vitest";
import { held, spoken, store } from "./support/panel.ts";

it("the print page shows notes and transcript, has the name of the meeting's file, and asks to print", async () => {
  const note = {
    id: "n",
    meetingId: "m",
    markdown: "It <b>moves</b>. [1]",
    model: "claude",
    createdAt: 1,
  };
  await store({
    meetings: [held({ title: "Q1/Q2: plan" })],
    turns: [spoken({ text: "It moves to the nineteenth." })],
    notes: [note],
  });
  document.body.innerHTML = "<main></main>";
  location.hash = "#m";
  const print = vi.fn();
  vi.stubGlobal("print", print);
  await import("../../entrypoints/print/main.ts");
  await vi.waitFor(() => expect(print).toHaveBeenCalledOnce());
  expect(document.title).toMatch(/^Q1 Q2 plan \d{4}-\d\d-\d\d \d\d\.\d\d$/);
  const shown = document.querySelector("main");
  expect([...(shown?.querySelectorAll("h1, h2") ?? [])].map((each) => each.textContent)).toEqual([
    "Q1/Q2: plan",
    "Notes",
    "Transcript",
  ]);
  expect(shown?.textContent).toContain("It <b>moves</b>. [0:00]");
  expect(shown?.textContent).toContain("0:00 Them: It moves to the nineteenth.");
});
