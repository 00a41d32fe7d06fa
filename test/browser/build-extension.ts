/** Once before the tests of this folder: they drive the extension as it is built for people. */

import { buildExtension } from "../../local/launcher/build.ts";

export default (): Promise<void> => buildExtension();
