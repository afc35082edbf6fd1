import { format } from "node:util";

// Stands in for @jest/globals where only the names of tests are wanted: nothing is run. See test-names.ts.

/** The names of every test declared so far, each after the names of the blocks around it. */
export const declared: (readonly string[])[] = [];

let around: readonly string[] = [];

type Declare = (name: string, body: (...row: readonly unknown[]) => unknown) => void;

function declareBlock(name: string, body: (...row: readonly unknown[]) => unknown, row: readonly unknown[]) {
  const outside = around;
  around = [...outside, name];
  body(...row);
  around = outside;
}

function declareTest(name: string): void {
  declared.push([...around, name]);
}

/** `each` of Jest: a declaration for every row of a table, with the row's values in the name. */
function forEachRow(declare: (name: string, body: never, row: readonly unknown[]) => void) {
  return (table: readonly unknown[]): Declare =>
    (name, body) => {
      for (const item of table) {
        const row = Array.isArray(item) ? item : [item];
        declare(nameOfRow(name, row), body as never, row);
      }
    };
}

function nameOfRow(name: string, row: readonly unknown[]): string {
  const places = name.match(/%[sijp]/g)?.length ?? 0;
  const filled = places === 0 ? name : format(name.replaceAll("%p", "%j"), ...row.slice(0, places));
  return filled.replace(/\$(\w+)/g, (whole, member: string) => memberOf(row[0], member) ?? whole);
}

function memberOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return String(Reflect.get(value, name));
}

const declareEach = { each: forEachRow(declareTest) };
const nothing = () => undefined;

export const describe = Object.assign((name: string, body: () => unknown) => declareBlock(name, body, []), {
  each: forEachRow(declareBlock),
});
export const test = Object.assign(declareTest, declareEach, {
  concurrent: Object.assign(declareTest, declareEach),
});
export const beforeAll = nothing;
export const afterAll = nothing;
export const beforeEach = nothing;
export const afterEach = nothing;
export const expect = nothing;
export const jest = {};
