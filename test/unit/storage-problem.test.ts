import { describe, expect, it } from "vitest";
import { storageProblem } from "../../entrypoints/shared/storage-problem.ts";

describe("storageProblem", () => {
  const full = new DOMException("The disk is full.", "QuotaExceededError");

  it("names the store that Chrome's refusal came from", () => {
    const detail = "QuotaExceededError: The disk is full.";
    expect(storageProblem("disk", full)).toEqual({ reason: "disk-failed", detail });
    expect(storageProblem("database", full)).toEqual({ reason: "database-failed", detail });
  });

  it.each(["disk", "database"] as const)("does not blame the %s for a bug", (store) => {
    const bug = new TypeError("x is not a function");
    expect(storageProblem(store, bug)).toEqual({ reason: "unexpected", detail: String(bug) });
  });
});
