/** Stands for `#i18n`, which WXT generates: the real look-up on the real messages (`chrome.ts`). */

import { createI18n } from "@wxt-dev/i18n";

export const i18n = createI18n();
