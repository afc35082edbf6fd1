import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder; the compiled file lies in build/__tests__/witness/programs. */
export const PROJECT_ROOT = resolve(fileURLToPath(import.meta.url), "../../../../..");
