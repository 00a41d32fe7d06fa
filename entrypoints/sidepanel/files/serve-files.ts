/** Serves the requests of one export or import in the files thread, one after the other. */

import { assertNever } from "../../../core/assert-never.ts";
import { ok } from "../../../core/problem.ts";
import type { FilesAnswer, FilesReport, FilesRequest } from "../../../core/protocol/files.ts";
import { openOutput } from "./sync-file.ts";
import { unpackAudio } from "./unpack-audio.ts";
import { type ArchiveWriter, createArchive } from "./write-archive.ts";
import { writeAudio } from "./write-audio.ts";

export function serveFiles(
  report: (report: FilesReport) => void,
): (request: FilesRequest<Blob>) => void {
  let archive: ArchiveWriter | null = null;
  const onProgress = (amount: number): void => report({ type: "progress", amount });

  async function answer(
    request: FilesRequest<Blob>,
  ): Promise<FilesAnswer<Blob, FilesRequest<Blob>["type"]>> {
    switch (request.type) {
      case "audio":
        return writeAudio(request, onProgress);
      case "archive":
        archive = createArchive(await openOutput(request.output));
        return null;
      case "archive-meeting":
        await archive?.addMeeting(request.meeting, onProgress);
        return null;
      case "archive-end":
        if (!archive) throw new Error("There is no archive to end.");
        return archive.end();
      case "unpack":
        for (const each of request.audio) {
          const unpacked = await unpackAudio(request.archive, each, onProgress);
          if (!unpacked.ok) return unpacked;
        }
        return ok(null);
      default:
        return assertNever(request);
    }
  }

  return (request) => {
    answer(request).then(
      (value) => report({ type: "done", value }),
      (error: unknown) => report({ type: "failed", error }),
    );
  };
}
