import { data, Evaluator, Lexer, Parser } from "@actions/expressions";

/**
 * Whether GitHub would run what has this `if`, by GitHub's own implementation of its expressions. A condition that the
 * workflow does not have holds. `known`: values by the text that reads them, such as `github.event.number`.
 */
export function holds(condition: string | undefined, known: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true;
  const contexts = nested(known);
  const { tokens } = new Lexer(condition.trim()).lex();
  const expression = new Parser(tokens, Object.keys(contexts), []).parse();
  return truthOf(new Evaluator(expression, dictionary(contexts)).evaluate());
}

function truthOf(value: data.ExpressionData): boolean {
  const isEmpty = [data.Kind.Null, data.Kind.Boolean, data.Kind.Number, data.Kind.String].includes(
    value.kind,
  );
  return !isEmpty || !["", "false", "0", "NaN"].includes(value.coerceString());
}

interface Tree {
  [name: string]: Tree | string | boolean;
}

/** In the payload of an event, `true` is no text. */
function payloadValue(name: string, text: string): string | boolean {
  return name.startsWith("github.event.") && /^(?:true|false)$/.test(text) ? text === "true" : text;
}

function nested(known: Readonly<Record<string, string>>): Tree {
  const root: Tree = {};
  for (const [name, text] of Object.entries(known)) {
    const path = name.split(".");
    const last = path.pop() ?? name;
    const parent = path.reduce<Tree>((tree, part) => {
      const child = tree[part];
      if (typeof child === "object") return child;
      const made: Tree = {};
      tree[part] = made;
      return made;
    }, root);
    parent[last] = payloadValue(name, text);
  }
  return root;
}

function dictionary(tree: Tree): data.Dictionary {
  const value: unknown = JSON.parse(JSON.stringify(tree), data.reviver);
  if (!(value instanceof data.Dictionary)) throw new Error("The contexts are no dictionary.");
  return value;
}
