import { htmlText } from "../escape/html.js";
import type { Printable } from "../escape/visible-text.js";

/** HTML that is safe to put into a page: what did not come from {@link html} itself is escaped. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /** Markup of this program's own making. Nothing that came from outside may be in it. */
  static ofOwn(markup: string): Html {
    return new Html(markup);
  }

  toString(): string {
    return this.#markup;
  }
}

/** What can stand in a template: HTML as it is, texts and numbers escaped, lists one after the other. */
export type Piece = Html | Printable | number | readonly Html[];

const LONGEST_TEXT = 2000;
const LONGEST_CELL = 200;

/** Builds HTML from a template; everything in it that is not HTML already is escaped. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return Html.ofOwn(String.raw({ raw: strings }, ...pieces.map(render)));
}

function render(piece: Piece): string {
  if (piece instanceof Html) return piece.toString();
  if (typeof piece === "number") return String(piece);
  return isHtmlList(piece) ? piece.map(String).join("\n") : htmlText(piece, LONGEST_TEXT);
}

function isHtmlList(piece: Printable | readonly Html[]): piece is readonly Html[] {
  return Array.isArray(piece) && piece.every((part) => part instanceof Html);
}

/** A text for a cell of a table: longer ones would push everything else off the page. */
export function short(text: Printable): Html {
  return Html.ofOwn(htmlText(text, LONGEST_CELL));
}

/** Nothing. */
export const NOTHING = Html.ofOwn("");

/** A part of the page under a heading; nothing when it has no content. */
export function part(title: string, ...content: readonly Html[]): Html {
  const shown = content.filter((piece) => String(piece) !== "");
  return shown.length === 0 ? NOTHING : html`<section><h2>${title}</h2>${shown}</section>`;
}

/** A table that scrolls by itself where it is too wide; nothing when it has no row. */
export function table(title: string, header: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return NOTHING;
  const heads = header.map((name) => html`<th scope="col">${name}</th>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">
<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A row of a table. The first cell names it. */
export function row(name: Piece, ...cells: readonly Piece[]): Html {
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}
