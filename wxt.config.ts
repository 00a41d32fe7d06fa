import { defineConfig } from "wxt";

/**
 * Fixes the extension's id for unpacked builds, so that a Worker can name its origin exactly. The store gives an id of its own
 * and takes no package with a key, so `npm run zip` leaves it out (mode "store").
 */
const UNPACKED_KEY =
  "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAplSWJ5+Kjk710Wi2ZRaNK/nV/Oa2Ci0uWzkUkzSuCmQJOj3rhMZhdPlxoiXiDBE4ug0qKKyaKM3wLsjEcBLXfwLtlH6SFCN54NQ2JjtGHRMa3c1eXi+joa0p/VU4wp2Y4YKBgeE4prL9CFf2K8ltcBfFOkitB0pcSNCcnRpN958P/FNaFtYIadwBLSkWdlVFdsM1fb+0nTxvronvT2/ooZJBZgvSRmJcHsQLIDg20X/x2KydRrYsfD8E/THFYmg76d+Ws/2Pb+qj1OfiUm44akc96SL/dbhFOWQXRXmJ2qCUo4+y13fwBMbb9mbEfeNVp1aDXwOa5tG9zNgej6358wIDAQAB";

/**
 * Chords that no hand makes by accident, and that Chrome has not taken itself, as it has Alt+Shift with A, B, C, I, N, P, R,
 * T, W, X and Z. On a Mac the Option key writes letters, so there it is Control.
 */
const shortcut = (letter: string, description: string) => ({
  suggested_key: { default: `Alt+Shift+${letter}`, mac: `MacCtrl+Shift+${letter}` },
  description: `__MSG_commands_${description}__`,
});

export default defineConfig({
  imports: false,
  vite: () => ({
    // Every component is a `<script setup>`, and nothing is rendered on a server.
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    },
  }),
  modules: ["@wxt-dev/module-vue", "@wxt-dev/i18n/module"],
  i18n: { localesDir: "components/locales" },
  publicDir: "components/public",
  manifest: ({ mode }) => ({
    name: "__MSG_extension_name__",
    description: "__MSG_extension_description__",
    default_locale: "en",
    // Kept true by test/unit/chrome-version.test.ts.
    minimum_chrome_version: "124",
    ...(mode !== "store" && { key: UNPACKED_KEY }),
    // Each with its reason; no host permissions: the Worker allows this extension's origin by CORS.
    permissions: [
      "activeTab", // capture only the tab on which the toolbar icon, the shortcut or the menu was used, and read its title
      "tabCapture", // the sound of that tab
      "offscreen", // capture must outlive the panel and the service worker
      "sidePanel", // where everything is shown
      "contextMenus", // "Record this tab" in the menu of a page and of the toolbar icon; it grants capture like a click on the icon
      "power", // the machine must not sleep in the middle of a meeting. Plain, not optional: it shows no warning, so there is nothing to ask
      "storage", // settings
      "unlimitedStorage", // recordings must not be evicted
    ],
    action: {},
    commands: {
      "toggle-recording": shortcut("S", "toggleRecording"),
      "toggle-mute": shortcut("M", "toggleMute"),
      "add-bookmark": shortcut("K", "addBookmark"),
    },
    content_security_policy: {
      // The Worker and the speech service it names: any host over TLS, or a local one for trials.
      extension_pages:
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; " +
        "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
    },
  }),
});
