import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { workflowSources } from "../../scripts/workflow-sources.js";
import { INPUT_NAMES } from "../../src/inputs/declarations.js";
import { OUTPUT_NAMES } from "../../src/report/output-names.js";

const README = readFileSync("README.md", "utf8");
const SCRIPTS = [...README.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, script = ""]) => script);
const [SETUP = "", NEEDS = ""] = SCRIPTS.filter((script) => !script.startsWith("npm "));

describe("the README", () => {
  test("is read in five minutes", () => {
    const words = README.replace(/<!--.*?-->/g, "")
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    expect(words.length).toBeLessThan(2000);
  });

  test("tells in the order in which a newcomer asks", () => {
    const headings = [...README.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      "See it run",
      "Set up in five minutes",
      "Recipes",
      "Inputs",
      "Outputs",
      "How it decides",
      "What it never does",
      "Roles",
      "Security",
      "Compared with",
      "Versions",
    ]);
  });

  test("names every input and every output once in its table", () => {
    expect(rowsOf("inputs").toSorted()).toEqual(INPUT_NAMES.toSorted());
    expect(rowsOf("outputs")).toEqual(OUTPUT_NAMES);
  });

  test("has every example workflow among its recipes, and every page of docs/ behind a link", () => {
    const linked = [...README.matchAll(/\]\(([^)#]*)/g)].map(([, link]) => link);
    const pages = readdirSync("docs").filter((name) => name.endsWith(".md"));
    const workflows = workflowSources(".").filter(({ file }) => file.startsWith("examples/"));
    expect(linked).toEqual(
      expect.arrayContaining([...pages.map((name) => `docs/${name}`), ...workflows.map(({ file }) => file)]),
    );
  });

  test("shows one workflow, and it is checked like the examples", () => {
    const shown = workflowSources(".").filter(({ file }) => file === "README.md");
    expect(shown).toHaveLength([...README.matchAll(/^```yaml$/gm)].length);
    expect(shown).toHaveLength(1);
  });

  test("says in one word what a recipe needs, and has lines to copy for each such word", () => {
    const recipes = [...README.matchAll(/^\|[^|]*\|[^|]*\(examples\/[^|]*\| ([^|]*) ?\|$/gm)];
    const needs = new Set(recipes.flatMap(([, cell = ""]) => cell.trim().split(", ")));
    const explained = [...NEEDS.matchAll(/^# ([a-z ]+):/gm)].map(([, word]) => word);
    const broughtAlong = [
      "",
      "clusters",
      "config per registry",
      "nightly sweep",
      "your Terraform",
      "your Bicep",
    ];
    expect([...needs].toSorted()).toEqual([...explained, ...broughtAlong].toSorted());
  });
});

/** What GitHub says of the subjects of a repository's tokens. */
const NAMED = { use_default: true, sub_claim_prefix: "repo:contoso@1234/shop@5678" };

describe("the lines that set up an identity", () => {
  test.each([
    ["that GitHub says", NAMED, "repo:contoso@1234/shop@5678"],
    ["of its name, on a server that knows of no other", {}, "repo:contoso/shop"],
  ])("trust jobs of a repository by the subject %s", (_, naming, subject) => {
    const commands = run(`${SETUP}\n${NEEDS}`, naming);
    const credentials = commands
      .filter((command) => command.startsWith("az ad app federated-credential create --id the-client"))
      .map((command) => JSON.parse(command.slice(command.indexOf("{"))));
    const { audiences, issuer } = JSON.parse(
      readFileSync("examples/azure/federated-credential.json", "utf8"),
    );
    expect(credentials).toEqual([
      { name: "main", subject: `${subject}:ref:refs/heads/main`, issuer, audiences },
      { name: "pull-request", subject: `${subject}:pull_request`, issuer, audiences },
      { name: "production", subject: `${subject}:environment:production`, issuer, audiences },
    ]);
  });

  test("give it a role on the registry alone, and the repository its names", () => {
    expect(run(SETUP, NAMED)).toEqual(
      expect.arrayContaining([
        `az role assignment create --assignee-object-id the-principal --assignee-principal-type ServicePrincipal --scope ${SCOPE} --role Container Registry Contributor and Data Access Configuration Administrator`,
        "gh variable set AZURE_CLIENT_ID --repo contoso/shop --body the-client",
        "gh variable set AZURE_TENANT_ID --repo contoso/shop --body the-tenant",
        "gh variable set AZURE_SUBSCRIPTION_ID --repo contoso/shop --body the-subscription",
      ]),
    );
  });

  test("go on to what the recipes need", () => {
    const commands = run(`${SETUP}\n${NEEDS}`, NAMED);
    expect(commands).toEqual(
      expect.arrayContaining([
        "az acr update --name contoso --regional-endpoints enabled",
        expect.stringMatching(/^az role assignment .* --role AcrPull$/),
        expect.stringMatching(/^az role assignment .* --role AcrPush$/),
        'gh api --method PUT repos/contoso/shop/environments/production --input - {"reviewers":[{"type":"User","id":42}]}',
      ]),
    );
  });
});

const SCOPE =
  "/subscriptions/the-subscription/resourceGroups/shop/providers/Microsoft.ContainerRegistry/registries/contoso";

/** Stands in for `az`, `gh` and `curl`: writes down what it is asked, and answers with little, by the real jq. */
const STAND_IN = `#!/bin/bash
asked="$(basename "$0") $(printf '%s' "$*" | tr -s '\\n ' ' ')"
case "$asked" in *"--input -") asked="$asked $(cat)" ;; esac
echo "$asked" >> "$COMMANDS"
case "$asked" in
  "az ad app create"*) echo the-client ;;
  "az ad sp create"*) echo the-principal ;;
  "az acr show"*) echo "$SCOPE" ;;
  "az account show"*) echo the-tenant ;;
  "gh api repos/contoso/shop/actions/oidc/customization/sub --jq"*) jq --raw-output "$4" <<< "$NAMING" ;;
  "gh api user --jq"*) jq --compact-output "$4" <<< '{"id":42}' ;;
esac
`;

/** The commands that lines of the README run; `naming` is what GitHub says of the subjects of the repository's tokens. */
function run(script: string, naming: object): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "acr-readme-"));
  for (const name of ["az", "gh", "curl"]) {
    writeFileSync(join(folder, name), STAND_IN);
    chmodSync(join(folder, name), 0o755);
  }
  const env = {
    ...process.env,
    PATH: `${folder}:${process.env.PATH}`,
    COMMANDS: join(folder, "commands"),
    SCOPE,
    NAMING: JSON.stringify(naming),
  };
  execFileSync("bash", ["-euo", "pipefail", "-c", script], { env });
  return readFileSync(env.COMMANDS, "utf8").split("\n").slice(0, -1);
}

/** The names in the rows of one of the README's tables, headings left out. */
function rowsOf(name: string): readonly string[] {
  const [, table = ""] =
    new RegExp(`<!-- ${name}: written.*?-->(.*?)<!-- ${name}: end -->`, "s").exec(README) ?? [];
  return [...table.matchAll(/^\| \[`([^`]*)`\]/gm)].map(([, input = ""]) => input);
}
