/**
 * Stands in for a folder on disk that the user has picked: files appear under their name at once, a stream writes into a side file that
 * replaces the file when it is closed, and every step can fail or be the last one of a killed process.
 */

/** Called before each step with its name; throws what the step is to fail with. */
export type BeforeStep = (step: string) => void;

interface Entries {
  readonly files: Map<string, string>;
  readonly folders: Map<string, Entries>;
}

const emptyEntries = (): Entries => ({ files: new Map(), folders: new Map() });
const failure = (name: string): DOMException => new DOMException("", name);

export class StrictFolder {
  readonly root = emptyEntries();
  permission: PermissionState = "granted";
  before: BeforeStep = () => {};

  /** As the code under test receives it. */
  get handle(): FileSystemDirectoryHandle {
    return this.#directory(this.root, "Vault") as unknown as FileSystemDirectoryHandle;
  }

  /** Contents of all files but side files, by path. */
  files(entries = this.root, below = ""): Map<string, string> {
    const all = new Map<string, string>();
    for (const [name, text] of entries.files)
      if (!name.endsWith(".crswap")) all.set(below + name, text);
    for (const [name, folder] of entries.folders)
      for (const [path, text] of this.files(folder, `${below}${name}/`)) all.set(path, text);
    return all;
  }

  #directory(entries: Entries, name: string) {
    const step = (what: string): void => {
      if (this.permission !== "granted") throw failure("NotAllowedError");
      this.before(what);
    };
    return {
      kind: "directory",
      name,
      queryPermission: async () => this.permission,
      getDirectoryHandle: async (child: string) => {
        step("getDirectoryHandle");
        const found = entries.folders.get(child);
        if (!found) throw failure("NotFoundError");
        return this.#directory(found, child);
      },
      getFileHandle: async (child: string, { create = false } = {}) => {
        step("getFileHandle");
        if (entries.folders.has(child)) throw failure("TypeMismatchError");
        if (!entries.files.has(child)) {
          if (!create) throw failure("NotFoundError");
          entries.files.set(child, "");
        }
        return this.#file(entries, child, step);
      },
      removeEntry: async (child: string) => {
        step("removeEntry");
        if (!entries.files.delete(child)) throw failure("NotFoundError");
      },
      keys: async function* () {
        step("keys");
        yield* [...entries.folders.keys(), ...entries.files.keys()];
      },
      entries: (): AsyncGenerator<readonly [string, object]> => this.#entries(entries, step),
    };
  }

  async *#entries(entries: Entries, step: BeforeStep): AsyncGenerator<readonly [string, object]> {
    step("entries");
    for (const [name, folder] of entries.folders) yield [name, this.#directory(folder, name)];
    for (const name of entries.files.keys()) yield [name, this.#file(entries, name, step)];
  }

  #file(entries: Entries, name: string, step: BeforeStep) {
    return {
      kind: "file",
      name,
      async getFile() {
        step("getFile");
        const text = entries.files.get(name);
        if (text === undefined) throw failure("NotFoundError");
        return new File([text], name);
      },
      async createWritable() {
        step("createWritable");
        if (!entries.files.has(name)) throw failure("NotFoundError");
        const side = `${name}.crswap`;
        entries.files.set(side, "");
        return {
          async write(text: string) {
            // A process that is killed here leaves half of the text in the side file.
            entries.files.set(side, text.slice(0, text.length / 2));
            step("write");
            entries.files.set(side, text);
          },
          async close() {
            step("close");
            entries.files.set(name, entries.files.get(side) ?? "");
            entries.files.delete(side);
          },
          async abort() {
            step("abort");
            entries.files.delete(side);
          },
        };
      },
    };
  }
}
