/** Gives each file of tests a database of its own, although the files of one thread share their modules. */

import { IDBFactory } from "fake-indexeddb";

globalThis.indexedDB = new IDBFactory();
