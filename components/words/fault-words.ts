/** What is said behind a bullet that the transcript does not bear out, on the screen and in documents. */

import { i18n } from "#i18n";
import type { SupportFault } from "../../core/notes/support.ts";

export const faultWords = (fault: SupportFault): string =>
  fault === "not-found" ? i18n.t("notes.notFound") : i18n.t("notes.quoteNotFound");
