/** The page of the side panel: mounts the panel. */

import { ConfigProvider } from "reka-ui";
import { createApp, h } from "vue";
import { declareLanguage, wordsDirection } from "../../components/words/language.ts";
import { listenForErrors } from "../shared/errors.ts";
import App from "./App.vue";
import "../../components/styles/tokens.css";
import "../../components/styles/base.css";
import "../../components/styles/forced-colors.css";

listenForErrors(window, "side panel");
declareLanguage(document.documentElement);
// Tabs and menus declare a direction of their own.
createApp(() => h(ConfigProvider, { dir: wordsDirection() }, () => h(App))).mount("#app");
