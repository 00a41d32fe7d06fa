/** The side panel's page: mounts the panel. */

import { createApp } from "vue";
import App from "./App.vue";
import "../../components/styles/tokens.css";
import "../../components/styles/base.css";

createApp(App).mount("#app");
