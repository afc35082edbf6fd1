import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";

// The command as people copy it. `gh` runs jq's language on what GitHub answers; here the real jq does.
const COMMAND = /gh api (repos\/[^/\s]+\/[^/\s]+\/actions\/oidc\/customization\/sub) --jq '([^']+)'/g;

const commands = ["README.md", "docs/sign-in.md"].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(COMMAND)].map(([, path = "", program = ""]) => ({
    file,
    path,
    program,
  })),
);

const subjectIn = (file: string): string =>
  JSON.parse(readFileSync(`examples/azure/${file}`, "utf8")).subject;
const NEW = subjectIn("federated-credential.json");
const OLD = subjectIn("federated-credential-older.json");

/** What stands in a subject before the branch. */
const prefixOf = (subject: string) => subject.replace(/:ref:.*/, "");

describe("the command that prints the subject of a federated credential", () => {
  test("stands on the page about signing in, and asks for the repository of the examples", () => {
    expect(commands.map(({ file }) => file)).toContain("docs/sign-in.md");
    const paths = commands.map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(["repos/contoso/shop/actions/oidc/customization/sub"]));
  });

  test.each<[string, object, string]>([
    ["made since 15 July 2026", { use_immutable_subject: true, sub_claim_prefix: prefixOf(NEW) }, NEW],
    ["made before", { use_immutable_subject: false, sub_claim_prefix: prefixOf(OLD) }, OLD],
    // GitHub has been seen to say false and to give such tokens all the same.
    ["renamed or moved since", { use_immutable_subject: false, sub_claim_prefix: prefixOf(NEW) }, NEW],
    ["on a server that knows of one form only", {}, OLD],
  ])("prints that of a repository %s", (_what, answer, subject) => {
    for (const { program } of commands) {
      const input = JSON.stringify({ use_default: true, ...answer });
      const printed = execFileSync("jq", ["--raw-output", program], { input, encoding: "utf8" });
      expect(printed).toBe(`${subject}\n`);
    }
  });
});
