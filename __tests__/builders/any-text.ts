import fc from "fast-check";

/**
 * Text of any code points. fast-check's own string of them makes, in every file of tests anew, a table of all million
 * that there are.
 */
export function anyText({ maxLength }: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  const limit = maxLength === undefined ? {} : { maxLength };
  return fc.array(CODE_POINT, limit).map((points) => String.fromCodePoint(...points));
}

// Surrogates alone are no text.
const CODE_POINT = fc.oneof(
  fc.integer({ min: 0, max: 0xd7ff }),
  fc.integer({ min: 0xe000, max: 0xffff }),
  fc.integer({ min: 0x10000, max: 0x10ffff }),
);
