import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";

const FOLDER = "examples/azure";

describe("the custom role", () => {
  const role = JSON.parse(readFileSync(`${FOLDER}/replica-role.json`, "utf8"));
  const bicep = readFileSync(`${FOLDER}/replica-role.bicep`, "utf8");

  test("grants the same in Bicep as in JSON", () => {
    expect(quoted(listAfter("actions", bicep))).toEqual(role.Actions);
    expect(bicep).toContain(`'${role.Description}'`);
    expect(bicep).toContain(`'${role.Name}'`);
    expect(["notActions", "dataActions", "notDataActions"].map((name) => listAfter(name, bicep))).toEqual([
      "",
      "",
      "",
    ]);
    expect([role.NotActions, role.DataActions, role.NotDataActions]).toEqual([[], [], []]);
  });

  test("grants what the page on signing in says that each action is for", () => {
    const page = readFileSync("docs/sign-in.md", "utf8");
    const explained = [
      ...page.matchAll(/^\| (`Microsoft\.(?:ContainerRegistry|Authorization)\/.*?) \|/gm),
    ].flatMap((row) => [...(row[1] ?? "").matchAll(/`([^`]+\/[^`]+)`/g)].map((action) => action[1]));
    expect(explained).toEqual([...role.Actions, "Microsoft.ContainerRegistry/registries/pull/read"]);
  });

  test("names each action, none by a wildcard", () => {
    expect(role.Actions).not.toContainEqual(expect.stringContaining("*"));
  });
});

describe("the federated credential", () => {
  const credential = JSON.parse(readFileSync(`${FOLDER}/federated-credential.json`, "utf8"));
  const bicep = readFileSync(`${FOLDER}/federated-credential.bicep`, "utf8");

  test("has the subject of a repository with IDs in it, and beside it the same without them for an older one", () => {
    const older = JSON.parse(readFileSync(`${FOLDER}/federated-credential-older.json`, "utf8"));
    expect(credential.subject).toMatch(/^repo:\w+@\d+\/\w+@\d+:ref:refs\/heads\/main$/);
    const { subject, description, ...rest } = credential;
    expect(older).toMatchObject({ ...rest, subject: subject.replace(/@\d+/g, "") });
  });

  test("trusts the same issuer for the same audience in Bicep as in JSON", () => {
    expect(bicep).toContain(`issuer: '${credential.issuer}'`);
    expect(quoted(listAfter("audiences", bicep))).toEqual(credential.audiences);
    expect(bicep).toContain(`subject='${credential.subject}'`);
  });
});

/** What stands between the brackets of `name: [ … ]`. */
function listAfter(name: string, bicep: string): string {
  return new RegExp(`\\b${name}: \\[([^\\]]*)\\]`).exec(bicep)?.[1] ?? `no ${name}`;
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
}
