import { describe, expect, it } from "vitest";
import { createSerial } from "../../entrypoints/shared/serial.ts";

describe("createSerial", () => {
  it("starts a task when the one before it has settled", async () => {
    const serial = createSerial();
    const first = Promise.withResolvers<void>();
    const order: string[] = [];
    const one = serial.run(() => first.promise.then(() => order.push("one")));
    const two = serial.run(async () => order.push("two"));
    await Promise.resolve();
    expect(order).toEqual([]);
    first.resolve();
    await Promise.all([one, two]);
    expect(order).toEqual(["one", "two"]);
  });

  it("returns the value of a task", async () => {
    expect(await createSerial().run(async () => 7)).toBe(7);
  });

  it("returns the failure of a task and runs the next one", async () => {
    const serial = createSerial();
    const failed = serial.run(() => Promise.reject(new Error("no")));
    const next = serial.run(async () => "next");
    await expect(failed).rejects.toThrow("no");
    expect(await next).toBe("next");
  });

  it("is idle when every task has settled, even a failed one", async () => {
    const serial = createSerial();
    const order: string[] = [];
    serial.run(() => Promise.reject(new Error("no"))).catch(() => order.push("failed"));
    void serial.run(async () => order.push("done"));
    await serial.idle();
    expect(order).toEqual(["failed", "done"]);
  });
});
