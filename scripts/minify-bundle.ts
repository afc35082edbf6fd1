import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";
import { minify } from "terser";

// Makes what a runner downloads small. Run by `npm run build`, after the bundler, whose own option minifies one file only.
// Names of this project's functions are kept, so that a stack in a bug report can be read; texts become ASCII, since V8
// keeps a file with a single wider character in twice the memory.
const DIST = "dist";
const SOURCES = "lib";

/** The names of all functions that the project declares. */
function ownFunctions(): RegExp {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".js"),
  );
  const declared = files.flatMap((file) => {
    const text = readFileSync(join(SOURCES, file), "utf8");
    return [...text.matchAll(/\bfunction\*? (\w+)\(/g)].map(([, name]) => name);
  });
  return new RegExp(`^(?:${[...new Set(declared)].sort().join("|")})$`);
}

/**
 * Puts parentheses around the functions that the bundler makes of modules, which the minifier takes away. To V8 they
 * say that a function is called at once; without them it reads each twice: https://v8.dev/blog/preparser#pife
 */
function parenthesizeModules(code: string): string {
  const { body } = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const declarations = body.flatMap((statement) => {
    const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    return declared?.type === "VariableDeclaration" ? declared.declarations : [];
  });
  const modules = declarations.flatMap(({ init }) => {
    const properties = init?.type === "ObjectExpression" ? init.properties : [];
    return properties.flatMap((property) =>
      property.type === "Property" && /FunctionExpression$/.test(property.value.type) ? [property.value] : [],
    );
  });
  return modules
    .toReversed()
    .reduce(
      (text, { start, end }) => `${text.slice(0, start)}(${text.slice(start, end)})${text.slice(end)}`,
      code,
    );
}

const kept = ownFunctions();
for (const file of readdirSync(DIST).filter((name) => name.endsWith(".js"))) {
  const path = join(DIST, file);
  const { code } = await minify(readFileSync(path, "utf8"), {
    module: true,
    ecma: 2020,
    compress: { passes: 2, keep_fnames: kept, keep_classnames: true },
    mangle: { keep_fnames: kept, keep_classnames: true },
    format: { ascii_only: true, comments: false },
  });
  if (code === undefined) throw new Error(`The minifier made nothing of ${path}.`);
  writeFileSync(path, parenthesizeModules(code));
}
