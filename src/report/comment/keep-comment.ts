import { type LogEntry, line } from "../log/log-entry.js";

/** The comments of the pull request that a run is for. */
export interface Comments {
  /** Those that hold a text and that the token's own account wrote, every page. */
  listOwn(text: string): Promise<readonly Comment[]>;
  write(body: string): Promise<Comment>;
  rewrite(id: number, body: string): Promise<void>;
  /** One that is gone already is no failure. */
  remove(id: number): Promise<void>;
}

/** One comment. IDs grow: an older one has a smaller ID. */
export interface Comment {
  readonly id: number;
  readonly body: string;
}

/** What the comment of one registry is to say. */
export interface CommentText {
  /** Hidden in it, and by which it is found again. */
  readonly marker: string;
  readonly body: string;
}

/**
 * Keeps one comment that holds the marker: rewrites the oldest, or writes it where there is none, and removes others.
 * Gives what the log says of it. Rejects with what the port rejects with.
 */
export async function keepComment(
  comments: Comments,
  { marker, body }: CommentText,
): Promise<readonly LogEntry[]> {
  const [oldest, ...others] = sorted(await comments.listOwn(marker));
  if (oldest === undefined) return await writeFirst(comments, { marker, body });
  if (oldest.body !== body) await comments.rewrite(oldest.id, body);
  for (const { id } of others) await comments.remove(id);
  return [line("The comment on the pull request was updated")];
}

/** Another run may have written one at the same moment: both look again, and the younger one gives way. */
async function writeFirst(comments: Comments, { marker, body }: CommentText): Promise<readonly LogEntry[]> {
  const written = await comments.write(body);
  const [oldest] = sorted([...(await comments.listOwn(marker)), written]);
  if (oldest !== undefined && oldest.id !== written.id) {
    await comments.rewrite(oldest.id, body);
    await comments.remove(written.id);
  }
  return [line("A comment with this report was added to the pull request")];
}

function sorted(comments: readonly Comment[]): readonly Comment[] {
  return comments.toSorted((left, right) => left.id - right.id);
}
