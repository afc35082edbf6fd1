import MarkdownIt from "markdown-it";

type Token = ReturnType<MarkdownIt["parse"]>[number];

const renderer = new MarkdownIt({ html: true, linkify: true });

/** What a renderer that allows HTML and links everything it can makes of a Markdown text. */
export interface RenderedMarkdown {
  /** Every element in order, a line each, runs of text and code spans apart: the same for all harmless texts. */
  readonly elements: string;
  /** Text outside code: here GitHub would find mentions, references and emoji names. */
  readonly texts: readonly string[];
  /** Contents of fenced blocks by language. */
  readonly fences: ReadonlyMap<string, string>;
}

/** Renders with markdown-it. */
export function renderMarkdown(markdown: string): RenderedMarkdown {
  const tokens = renderer.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
  const fences = tokens.filter(({ type }) => type === "fence");
  return {
    elements: tokens.filter(isElement).map(describe).join("\n"),
    texts: tokens.filter(({ type }) => type === "text").map(({ content }) => content),
    fences: new Map(fences.map(({ info, content }) => [info.trim(), content])),
  };
}

function isElement({ type }: Token): boolean {
  return !["text", "code_inline", "inline", "text_special"].includes(type);
}

function describe(token: Token): string {
  const { type, tag, content } = token;
  if (type === "link_open") return `${type} ${tag} ${token.attrGet("href")}`;
  return type.startsWith("html") ? `${type} ${content}` : `${type} ${tag}`;
}
