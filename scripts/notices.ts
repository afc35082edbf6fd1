import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProductionPackage } from "./lock.js";

/** A package and the texts that its licence asks to keep with it. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json. */
  readonly licence: string;
  /** Its licence and notice files, whole, in the order of their names. */
  readonly texts: readonly string[];
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice|third.?party.?notices)/i;
const RULE = "=".repeat(80);

/** Reads the licence of an installed package; throws when it ships none, since then somebody must look. */
export function readLicence({ name, version, license, folder }: ProductionPackage): Licensed {
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  if (license === undefined || files.length === 0) {
    throw new Error(`${name} ${version} ships no licence text. Find it, or leave the package out.`);
  }
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8"));
  return { name, version, licence: license, texts: texts.map(asPlainLines) };
}

/** The notices of several packages as one text: those with the same name and texts once, in the order given. */
export function noticesOf(packages: readonly Licensed[]): string {
  const sections = packages.map(
    ({ name, version, licence, texts }) =>
      `${RULE}\n${name} ${version} (${licence})\n${RULE}\n\n${texts.join("\n\n")}\n`,
  );
  return ["This action contains the following packages.\n", ...new Set(sections)].join("\n");
}

/** Line ends and trailing blanks differ between packages, and would differ between checkouts. */
function asPlainLines(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .trim();
}
