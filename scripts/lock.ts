import { satisfies, valid } from "semver";

/** A package-lock.json, as far as it matters here. */
export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly engines?: Readonly<Record<string, string>>;
  readonly hasInstallScript?: boolean;
}

/** One copy of a package that `npm ci --omit=dev` installs. */
export interface ProductionPackage extends LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Where it is installed, from the project's root. */
  readonly folder: string;
}

/** The Node versions that the bundle must run on: the first 20, the oldest 20 in use, and 24. */
export const NODE_VERSIONS = ["20.0.0", "20.19.0", "24.0.0"] as const;

const FOLDER = "node_modules/";

/** The packages that the bundle is made of, sorted by name. */
export function productionPackages({ packages }: Lock): readonly ProductionPackage[] {
  return Object.entries(packages)
    .filter(([folder, { dev }]) => folder.startsWith(FOLDER) && dev !== true)
    .map(([folder, found]) => ({
      ...found,
      name: folder.slice(folder.lastIndexOf(FOLDER) + FOLDER.length),
      version: found.version ?? "",
      folder,
    }))
    .sort((one, other) => compare(`${one.name} ${one.folder}`, `${other.name} ${other.folder}`));
}

/** What is wrong with a package, in sentences: a Node version that it does not admit, or a script at install. */
export function faultsOf({ name, version, engines, hasInstallScript }: ProductionPackage): readonly string[] {
  const range = engines?.node ?? "*";
  const refused = NODE_VERSIONS.filter((node) => !satisfies(node, range));
  return [
    ...refused.map((node) => `${name} ${version} wants Node ${range}, which leaves out ${node}.`),
    ...(hasInstallScript === true ? [`${name} ${version} runs a script when it is installed.`] : []),
  ];
}

/** A package.json, as far as it matters here. */
export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What a package.json asks for in a range, in sentences: what is installed is then for the day to say. */
export function rangesIn({ dependencies, devDependencies }: Manifest): readonly string[] {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, asked]) => valid(asked) !== asked)
    .map(([name, asked]) => `package.json asks for ${name} ${asked}. Write the one version that is meant.`);
}

/** By code unit, so that no locale changes the order. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
