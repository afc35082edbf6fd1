import { register } from "node:module";
import { declared } from "./jest-stand-in.js";

register("./jest-stand-in-hook.js", import.meta.url);

/** The names of the tests of one compiled file, each after those of the blocks around it. Runs none of them. */
export async function testNames(file: URL): Promise<readonly (readonly string[])[]> {
  const before = declared.length;
  await import(file.href);
  return declared.slice(before);
}
