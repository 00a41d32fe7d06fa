/** The page that asks for the folder of notes: the side panel cannot (docs/platform.md#files-in-a-folder). */

import { createApp } from "vue";
import { i18n } from "#i18n";
import { declareLanguage } from "../../components/words/language.ts";
import { listenForErrors } from "../shared/errors.ts";
import App from "./App.vue";
import "../../components/styles/tokens.css";
import "../../components/styles/base.css";
import "../../components/styles/forced-colors.css";

listenForErrors(window, "folder page");
declareLanguage(document.documentElement);
document.title = i18n.t("folder.pageTitle");
createApp(App).mount("#app");
