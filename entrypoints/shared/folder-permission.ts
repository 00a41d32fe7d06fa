/** Chrome's permission to write into a folder on disk. Its types lack it, because other browsers do. */

interface PermittedHandle {
  queryPermission(of: { readonly mode: "readwrite" }): Promise<PermissionState>;
  requestPermission(of: { readonly mode: "readwrite" }): Promise<PermissionState>;
}

const permitted = (folder: FileSystemDirectoryHandle): PermittedHandle =>
  folder as unknown as PermittedHandle;

export const canWrite = async (folder: FileSystemDirectoryHandle): Promise<boolean> =>
  (await permitted(folder).queryPermission({ mode: "readwrite" })) === "granted";

/** Needs a click, and a page in a tab. */
export const requestWriting = (folder: FileSystemDirectoryHandle): Promise<PermissionState> =>
  permitted(folder).requestPermission({ mode: "readwrite" });
