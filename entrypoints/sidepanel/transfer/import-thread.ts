/** The import thread as the panel keeps it: one for each file, ended when its audio is on disk. */

import { ok, type Result } from "../../../core/problem.ts";
import type { ImportedAudio, ImportReport, ImportRequest } from "../../../core/protocol/import.ts";
import { decodeWhole } from "./decode-whole.ts";
import type { ImportOptions } from "./import-options.ts";
import ImportWorker from "./media/import.worker.ts?worker";

type Job = Omit<Extract<ImportRequest<File>, { type: "import" }>, "type" | "now">;

/**
 * Decodes a file into the audio of a meeting. Resolves when the thread holds none of its files any more.
 *
 * @throws the signal's reason when it aborts
 */
export async function decodeInThread(
  job: Job,
  { onProgress, signal }: Pick<ImportOptions, "onProgress" | "signal">,
): Promise<Result<ImportedAudio>> {
  const thread = new ImportWorker();
  const { promise, resolve, reject } = Promise.withResolvers<Result<ImportedAudio>>();
  const send = (request: ImportRequest<File>): void => thread.postMessage(request);
  const cancel = (): void => send({ type: "cancel" });

  async function decodeHere(): Promise<void> {
    send({ type: "decoded", sides: await decodeWhole(job.file) });
  }

  function take(report: ImportReport): void {
    switch (report.type) {
      case "progress":
        return onProgress(report.share);
      case "unknown":
        return void decodeHere().catch(reject);
      case "done":
        return resolve(ok(report.audio));
      case "failed":
        return resolve({ ok: false, problem: report.problem });
      case "cancelled":
        return reject(signal.reason as Error);
      case "unexpected":
        return reject(report.error);
    }
  }

  thread.onmessage = ({ data }: MessageEvent<ImportReport>) => take(data);
  // The thread logs its own errors (`listenForErrors`). An error arrives here only if its script does not run.
  thread.onerror = ({ message }) => reject(new Error(message));
  signal.addEventListener("abort", cancel, { once: true });
  send({ type: "import", now: Date.now(), ...job });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", cancel);
    thread.terminate();
  }
}
