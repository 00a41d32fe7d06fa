/** The files thread: writes exports with synchronous access to the disk, which a page does not have. */

import type { FilesReport, FilesRequest } from "../../../core/protocol/files.ts";
import { listenForErrors } from "../../shared/errors.ts";
import { serveFiles } from "./serve-files.ts";

listenForErrors(self, "files thread");

const serve = serveFiles((report: FilesReport) => postMessage(report));
addEventListener("message", ({ data }: MessageEvent<FilesRequest<Blob>>) => serve(data));
