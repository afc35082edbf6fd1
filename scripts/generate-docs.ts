import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { fillReadme, fillSchema } from "./action-docs.js";
import { faultDocument } from "./fault-document.js";
import { SUB_ACTIONS, subActionEntry, subActionMetadata } from "./sub-actions.js";

// Writes what follows from action.yml into README.md, the schema of the config file and the sub-actions, and what follows
// from the names of tests into docs/faults.md. Run as `npm run docs`.
const action = parse(readFileSync("action.yml", "utf8"));
writeFileSync("README.md", fillReadme(readFileSync("README.md", "utf8"), action));
const schema = fillSchema(JSON.parse(readFileSync("schema/config.schema.json", "utf8")), action);
writeFileSync("schema/config.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
for (const mode of SUB_ACTIONS) {
  mkdirSync(mode, { recursive: true });
  writeFileSync(`${mode}/action.yml`, subActionMetadata(mode, action));
  writeFileSync(`${mode}/index.js`, subActionEntry(mode));
}
writeFileSync("docs/faults.md", await faultDocument());
