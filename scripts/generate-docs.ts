import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { fillReadme, fillSchema } from "./action-docs.js";

// Writes what follows from action.yml into README.md and the schema of the config file. Run as `npm run docs`.
const action = parse(readFileSync("action.yml", "utf8"));
writeFileSync("README.md", fillReadme(readFileSync("README.md", "utf8"), action));
const schema = fillSchema(JSON.parse(readFileSync("schema/config.schema.json", "utf8")), action);
writeFileSync("schema/config.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
