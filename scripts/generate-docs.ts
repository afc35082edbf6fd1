import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { fillSchema } from "./config-schema.js";
import { worldPictureSource } from "./draw-world.js";
import { faultDocument } from "./fault-document.js";
import { fillReadme, inputsPage, outputsPage } from "./reference-pages.js";
import { SUB_ACTIONS, subActionEntry, subActionMetadata } from "./sub-actions.js";

// Writes what follows from action.yml: the tables of README.md, docs/inputs.md, docs/outputs.md, the schema of the config
// file and the sub-actions; docs/faults.md from the names of the tests; and the page's map. Run as `npm run docs`.
const action = parse(readFileSync("action.yml", "utf8"));
writeFileSync("README.md", fillReadme(readFileSync("README.md", "utf8"), action));
writeFileSync("docs/inputs.md", inputsPage(action.inputs));
writeFileSync("docs/outputs.md", outputsPage(action.outputs));
const schema = fillSchema(JSON.parse(readFileSync("schema/config.schema.json", "utf8")), action.inputs);
writeFileSync("schema/config.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
for (const mode of SUB_ACTIONS) {
  mkdirSync(mode, { recursive: true });
  writeFileSync(`${mode}/action.yml`, subActionMetadata(mode, action));
  writeFileSync(`${mode}/index.js`, subActionEntry(mode));
}
writeFileSync("docs/faults.md", await faultDocument());
writeFileSync("src/report/page/world-picture.ts", worldPictureSource());
