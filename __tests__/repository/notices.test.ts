import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { productionPackages } from "../../scripts/lock.js";
import { noticesOf, readLicence } from "../../scripts/notices.js";

const PACKAGES = productionPackages(JSON.parse(readFileSync("package-lock.json", "utf8")));
const NOTICES = readFileSync("dist/THIRD-PARTY-NOTICES.txt", "utf8");

describe("the notices beside the bundle", () => {
  test.each(PACKAGES.map(({ name, version }) => `${name} ${version}`))("name %s", (title) => {
    expect(NOTICES).toContain(`\n${title} (`);
  });

  test("hold the whole text of every licence", () => {
    const texts = PACKAGES.flatMap((found) => readLicence(found).texts);
    expect(texts.filter((text) => text.length < 200 || !NOTICES.includes(text))).toEqual([]);
  });

  test("are what the lock and the installed packages give", () => {
    expect(noticesOf(PACKAGES.map(readLicence))).toBe(NOTICES);
  });

  test("say the same of a package that is installed twice only once", () => {
    const found = { name: "pad", version: "1.0.0", licence: "MIT", texts: ["Permission is granted"] };
    expect(noticesOf([found, found])).toBe(noticesOf([found]));
  });
});

describe("a package without a licence", () => {
  test("stops the build", () => {
    const found = { name: "pad", version: "1.0.0", folder: "src", license: "MIT" };
    expect(() => readLicence(found)).toThrow("pad 1.0.0 ships no licence text");
  });
});
