/** The files thread as the panel uses it: one for each export or import, ended with it. */

import type { FilesAnswer, FilesReport, FilesRequest } from "../../../core/protocol/files.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { newExport, removeExport, sweepExports } from "../../shared/export-folder.ts";
import { keepAudio } from "../../shared/locks.ts";
import FilesWorker from "../files/files.worker.ts?worker";

interface ThreadOptions {
  /** @param amount since the last call: samples of the meeting clock that were read, or bytes that were unpacked */
  onProgress(amount: number): void;
  readonly signal: AbortSignal;
}

export interface WrittenExport {
  readonly blob: Blob;
  /** Removes what was written; called when the download has read it. */
  release(): Promise<void>;
}

type Ask = <Type extends FilesRequest<Blob>["type"]>(
  request: Extract<FilesRequest<Blob>, { readonly type: Type }>,
) => Promise<FilesAnswer<Blob, Type>>;

/**
 * Runs requests in a thread of their own, one at a time.
 *
 * @throws what the thread throws, or the signal's reason when it aborts; then the thread has ended
 */
export async function inFilesThread<T>(
  requests: (ask: Ask) => Promise<T>,
  options: ThreadOptions,
): Promise<T> {
  options.signal.throwIfAborted();
  const thread = new FilesWorker();
  try {
    return await requests(askIn(thread, options));
  } finally {
    thread.terminate();
  }
}

/**
 * Writes a file in a thread. Until it is released, no audio is removed from disk, because the file may refer to it.
 *
 * @param write resolves with the file; `output` names a new one for the thread
 * @throws what `inFilesThread` throws; then nothing is left on disk
 */
export async function writeInThread(
  extension: string,
  write: (ask: Ask, output: string) => Promise<Blob>,
  options: ThreadOptions,
): Promise<WrittenExport> {
  await sweepExports();
  const output = newExport(extension);
  const audioMayGo = await keepAudio();
  const release = async (): Promise<void> => {
    audioMayGo();
    await removeExport(output);
  };
  try {
    return { blob: await inFilesThread((ask) => write(ask, output), options), release };
  } catch (error) {
    await release().catch(reportUnexpected("removing an incomplete export"));
    throw error;
  }
}

function askIn(thread: Worker, { onProgress, signal }: ThreadOptions): Ask {
  let answer: PromiseWithResolvers<unknown> | null = null;
  signal.addEventListener("abort", () => answer?.reject(signal.reason));
  // The thread logs its own errors (`listenForErrors`). An error arrives here only if its script does not run.
  thread.onerror = ({ message }) => answer?.reject(new Error(message));
  thread.onmessage = ({ data }: MessageEvent<FilesReport>) => {
    if (data.type === "progress") onProgress(data.amount);
    else if (data.type === "done") answer?.resolve(data.value);
    else answer?.reject(data.error);
  };
  return (request) => {
    signal.throwIfAborted();
    answer = Promise.withResolvers();
    thread.postMessage(request, buffersOf(request));
    return answer.promise as Promise<never>;
  };
}

/** Transferred instead of copied. */
const buffersOf = (request: FilesRequest<Blob>): Transferable[] =>
  request.type === "archive-meeting" ? request.meeting.texts.map(({ bytes }) => bytes.buffer) : [];
