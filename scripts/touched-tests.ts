/** What a change touches, as far as it can be run at once. */
export interface Touched {
  /** Test files to run. */
  readonly chosen: readonly string[];
  /** How many more depend on the change, in rooms that it did not touch. */
  readonly left: number;
}

/** So many test files take some seconds; a change of a noun that everything is made of touches a hundred. */
const MOST_FILES = 20;

/** Tests that start the bundle, or the simulator without it: they take minutes, and test dist/. */
export const LONG_TESTS = "__tests__/(?:acceptance|simulator|witness)/";

/**
 * The compiled modules that a changed file is, or that read it: TypeScript is compiled, everything else is named in the
 * code of those who read it, by itself or by its folder.
 *
 * @param modules compiled modules with their texts
 */
export function modulesOf(file: string, modules: ReadonlyMap<string, string>): readonly string[] {
  if (file.endsWith(".ts")) {
    const compiled = `build/${file.replace(/\.ts$/, ".js")}`;
    return modules.has(compiled) ? [compiled] : [];
  }
  const [folder = "", name = ""] = file.split("/").slice(-2);
  const names = [file, ...(name === "" ? [] : [name, `"${folder}"`])];
  const readers = [...modules].filter(([, text]) => names.some((one) => text.includes(one)));
  return readers.map(([path]) => path);
}

/** All tests that depend on the changed files, or where those are many, the ones in rooms that were touched. */
export function chooseTests(related: readonly string[], changed: readonly string[]): Touched {
  if (related.length <= MOST_FILES) return { chosen: related, left: 0 };
  const rooms = new Set(changed.map(roomOf));
  const chosen = related.filter((test) => rooms.has(roomOf(test)));
  return { chosen, left: related.length - chosen.length };
}

/** `src/plan/drift.ts` and `__tests__/plan/drift.test.ts` are of one room; what lies outside is the repository's. */
function roomOf(file: string): string {
  return /(?:^|\/)(?:src|__tests__)\/([^/]+)\//.exec(file)?.[1] ?? "repository";
}
