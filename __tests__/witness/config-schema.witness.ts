import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { configSources } from "../../scripts/workflow-sources.js";
import { problemsWith } from "../inputs/asking.js";
import { CONFIG_FILES } from "./config-files.js";
import { PROJECT_ROOT } from "./programs/project-root.js";
import { startYamlLanguageServer, type YamlLanguageServer } from "./programs/yaml-language-server.js";
import { saw } from "./table/saw.js";

let server: YamlLanguageServer;
beforeAll(async () => {
  server = await startYamlLanguageServer();
});
afterAll(() => server.stop());

/** Whether the action takes a file; the regions that it lacks may come from the workflow. */
function isTaken(text: string): boolean {
  return (
    problemsWith({ inputs: { registry: "", regions: "", mode: "check" } as never, file: text }).length === 0
  );
}

describe("yaml-language-server, with the schema of the config file", () => {
  const sources = configSources(PROJECT_ROOT);

  test("finds nothing wrong in any config file of the examples and documents", async () => {
    const findings = await Promise.all(sources.map(({ text }) => server.findingsIn(text)));
    expect(findings.flat()).toEqual([]);
    saw(`${sources.length} files, nothing`);
  });

  test("and the action call the same files good and bad", async () => {
    const judged = await Promise.all(
      CONFIG_FILES.map(async ({ text, isGood, beyondSchema }) => {
        const findings = await server.findingsIn(text);
        return { text, isGood, isTaken: isTaken(text), isFine: findings.length === 0, beyondSchema };
      }),
    );
    const wrong = judged.filter(
      (one) => one.isTaken !== one.isGood || one.isFine !== (one.isGood || one.beyondSchema !== undefined),
    );
    expect(wrong).toEqual([]);
    const beyond = CONFIG_FILES.flatMap(({ beyondSchema }) => beyondSchema ?? []);
    const good = CONFIG_FILES.filter(({ isGood }) => isGood).length;
    saw(`${good} good, ${CONFIG_FILES.length - good} bad; a schema cannot say ${beyond.join("; ")}`);
  });
});
