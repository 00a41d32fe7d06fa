/** The page that asks for the microphone: the side panel cannot (docs/platform.md#microphone). */

import { createApp } from "vue";
import { i18n } from "#i18n";
import { declareLanguage } from "../../components/words/language.ts";
import { listenForErrors } from "../shared/errors.ts";
import App from "./App.vue";
import "../../components/styles/tokens.css";
import "../../components/styles/base.css";
import "../../components/styles/forced-colors.css";

listenForErrors(window, "microphone page");
declareLanguage(document.documentElement);
document.title = i18n.t("microphone.pageTitle");
createApp(App).mount("#app");
