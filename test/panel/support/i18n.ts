/** Replaces `#i18n`, which WXT generates: the real lookup in the real messages (`chrome.ts`). */

import { createI18n } from "@wxt-dev/i18n";

export const i18n = createI18n();
