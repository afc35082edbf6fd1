/** The text of a file, or why it has none that can be read, as a sentence's end: "The file …". */
export type FileText =
  | { readonly text: string }
  | { readonly refusal: string; readonly line: number; readonly column: number };

/** More than any list of inputs needs. */
const LARGEST_FILE = 1024 * 1024;

/** Reads bytes as UTF-8. Text in another encoding is refused: what it says would be written to Azure mangled. */
export function readFileText(bytes: Uint8Array): FileText {
  if (bytes.length > LARGEST_FILE) {
    return refuse(`is larger than ${LARGEST_FILE / 1024} kB, which is too large for a list of inputs.`);
  }
  const encoding = wideEncodingOf(bytes);
  if (encoding !== null) return refuse(`is written in ${encoding}. Save it as UTF-8.`);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return refuse("is not UTF-8 (perhaps Windows-1252 or similar). Save it as UTF-8.", firstLoss(bytes));
  }
}

function refuse(refusal: string, place = { line: 1, column: 1 }): FileText {
  return { refusal, ...place };
}

// Plain ASCII in such an encoding is valid UTF-8 with a NUL beside each letter.
function wideEncodingOf(bytes: Uint8Array): string | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? "UTF-32" : "UTF-16";
  if (first === 0xfe && second === 0xff) return "UTF-16";
  return bytes.includes(0) ? "UTF-16 or another encoding with NUL bytes" : null;
}

function firstLoss(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  const [before = ""] = new TextDecoder("utf-8").decode(bytes).split("\u{FFFD}", 1);
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
