import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { defineConfig } from "wxt";
import {
  ENGINE_FOLDER,
  encodedVocabulary,
  MODEL_FILES,
  type ModelFile,
  PACKAGED_FILES,
  RUNTIME_FILES,
} from "./core/speech/on-device/model-files.ts";
import { SAMPLE_FILES } from "./core/archive/sample-meeting.ts";
import { EXTENSION_KEY } from "./core/extension-key.ts";

/**
 * Chords that are hard to press by accident and that Chrome does not use: it uses Alt+Shift with A, B, C, I, N, P, R, T, W, X
 * and Z. On a Mac the Option key types letters, so the chords use Control there.
 */
const shortcut = (letter: string, description: string) => ({
  suggested_key: { default: `Alt+Shift+${letter}`, mac: `MacCtrl+Shift+${letter}` },
  description: `__MSG_commands_${description}__`,
});

/** Files of the speech engine for the package, out of pinned npm packages. @throws if one is not the version that is expected */
async function engineFiles() {
  const checked = async ({ path, sha256 }: ModelFile): Promise<string> => {
    const absoluteSrc = resolve("node_modules", path);
    const hash = createHash("sha256").update(await readFile(absoluteSrc));
    if (hash.digest("hex") === sha256) return absoluteSrc;
    throw new Error(`${path} is not what it should be. Delete node_modules and install again.`);
  };
  const copied = async (source: ModelFile, file: string) => ({
    absoluteSrc: await checked(source),
    relativeDest: `${ENGINE_FOLDER}/${file}`,
  });
  const vocabulary = encodedVocabulary(
    await readFile(await checked(MODEL_FILES.vocabulary), "utf8"),
  );
  const { voice, encoder, decoder } = PACKAGED_FILES;
  return [
    await copied(MODEL_FILES.voice, voice.file),
    await copied(MODEL_FILES.encoder, encoder.file),
    await copied(MODEL_FILES.decoder, decoder.file),
    ...(await Promise.all(RUNTIME_FILES.map((each) => copied(each, basename(each.path))))),
    {
      contents: Buffer.from(vocabulary ?? "", "base64").toString("utf8"),
      relativeDest: `${ENGINE_FOLDER}/${PACKAGED_FILES.vocabulary.file}`,
    },
  ];
}

/** Files of the sample meeting for the package. Its audio is a small version of the one that `npm start` plays. */
const sampleFiles = [
  { absoluteSrc: resolve("local/meeting/sample.ogg"), relativeDest: SAMPLE_FILES.audio },
  { absoluteSrc: resolve("local/meeting/script.json"), relativeDest: SAMPLE_FILES.script },
  { absoluteSrc: resolve("local/meeting/notes.md"), relativeDest: SAMPLE_FILES.notes },
];

/** Names of the packages whose code is in the bundles so far. */
const bundled = new Set<string>();

/** Vite plugin, for pages and threads. */
const collectPackages = {
  name: "collect-packages",
  generateBundle(_options: unknown, bundle: Record<string, { readonly moduleIds?: string[] }>) {
    for (const { moduleIds = [] } of Object.values(bundle))
      for (const id of moduleIds) {
        const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
        if (name !== undefined) bundled.add(name);
      }
  },
};

/**
 * The licences of everything that others wrote and that is in the package: those of the speech engine, and those of all packages.
 *
 * @throws if a package comes without the text of a licence that stands nowhere else
 */
async function licenceTexts(): Promise<string> {
  const texts = [await readFile("docs/licences.md", "utf8")];
  for (const name of [...bundled].toSorted())
    texts.push(`## ${name}\n\n${(await licenceOf(name)).trim()}\n`);
  return texts.join("\n");
}

async function licenceOf(name: string): Promise<string> {
  const folder = resolve("node_modules", name);
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  if (file !== undefined) return readFile(join(folder, file), "utf8");
  const facts = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly license?: string;
  };
  // `docs/licences.md`, the first part of the file, has the text.
  if (facts.license === "MIT") return "MIT, by the authors of the package.";
  throw new Error(`${name} has no file with its licence.`);
}

export default defineConfig({
  imports: false,
  hooks: {
    async "build:done"({ config }) {
      if (config.command === "build")
        await writeFile(join(config.outDir, "licences.txt"), await licenceTexts());
    },
    async "build:publicAssets"(_wxt, files) {
      files.push(...(await engineFiles()), ...sampleFiles);
    },
  },
  vite: () => ({
    plugins: [collectPackages],
    worker: { plugins: () => [collectPackages] },
    // Loads the WebAssembly of the speech engine from the package instead of bundling a second copy.
    resolve: { conditions: ["onnxruntime-web-use-extern-wasm", "module", "browser", "default"] },
    // All components are `<script setup>`, and none is rendered on a server.
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
    // The Chrome Web Store refuses a package with a key and assigns an id of its own (worker/README.md).
    ...(mode !== "store" && { key: EXTENSION_KEY }),
    // No host permissions at installation: the Worker allows this extension's origin by CORS.
    // The origin of the user's own webhook is asked for when it is entered.
    optional_host_permissions: ["https://*/*", "http://localhost/*", "http://127.0.0.1/*"],
    permissions: [
      "activeTab", // captures only the tab of the toolbar click, the shortcut or the menu, and reads its title
      "tabCapture", // captures the audio of that tab
      "offscreen", // captures without an open panel
      "sidePanel",
      "contextMenus", // "Record this tab" grants capture like a click on the icon
      "power", // keeps the machine awake; not optional, because it shows no warning
      "storage",
      "unlimitedStorage", // keeps Chrome from evicting recordings
      "alarms", // tries a delivery again after the service worker has ended; shows no warning
    ],
    // Asked for when the user switches it on in Settings.
    optional_permissions: ["notifications"], // "notes are ready", with the title of the meeting
    action: {},
    commands: {
      "toggle-recording": shortcut("S", "toggleRecording"),
      "toggle-mute": shortcut("M", "toggleMute"),
      "add-bookmark": shortcut("K", "addBookmark"),
    },
    content_security_policy: {
      // Worker and speech service may be any host over TLS, or a local one.
      extension_pages:
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; " +
        "connect-src 'self' https: wss: http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:*",
    },
  }),
});
