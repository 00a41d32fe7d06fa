/** Makes the database refuse writes of the recorder thread, as Chrome does on a full disk. */

import type { CDPSession } from "puppeteer-core";

/** `at once`: the request throws. `by aborting`: the transaction fails after the request was made. */
export type Refusal = "at once" | "by aborting";

export interface RefusedWrites {
  refuse(refusal: Refusal): Promise<void>;
  accept(): Promise<void>;
}

const REPLACEMENTS: Readonly<Record<Refusal, string>> = {
  "at once": `() => { throw new DOMException("full", "QuotaExceededError"); }`,
  "by aborting": `function (...values) {
    const request = globalThis.realPut.apply(this, values);
    this.transaction.abort();
    return request;
  }`,
};

/** @param recorder the recorder thread */
export function refusedWrites(recorder: CDPSession): RefusedWrites {
  async function evaluate(expression: string): Promise<void> {
    const { exceptionDetails } = await recorder.send("Runtime.evaluate", { expression });
    if (exceptionDetails) throw new Error(exceptionDetails.text);
  }
  return {
    refuse: (refusal) =>
      evaluate(`
        globalThis.realPut ??= IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = ${REPLACEMENTS[refusal]};
      `),
    accept: () => evaluate("IDBObjectStore.prototype.put = globalThis.realPut;"),
  };
}
