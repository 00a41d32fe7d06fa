/** The side panel's page: mounts the panel. */

import { createApp } from "vue";
import { declareLanguage } from "../../components/language.ts";
import App from "./App.vue";
import "../../components/styles/tokens.css";
import "../../components/styles/base.css";

declareLanguage(document.documentElement);
createApp(App).mount("#app");
