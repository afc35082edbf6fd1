import { UnansweredWrite } from "../../registry/unanswered-write.js";
import { type LogEntry, line } from "../log/log-entry.js";

/** The comments of the pull request that a run is for. */
export interface Comments {
  /** Those that hold a text and that the token's own account wrote, every page. */
  listOwn(text: string): Promise<readonly Comment[]>;
  /** Rejects with `UnansweredWrite` where it may be there all the same. */
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
export async function keepComment(comments: Comments, text: CommentText): Promise<readonly LogEntry[]> {
  const found = await comments.listOwn(text.marker);
  if (found.length > 0) {
    await keepOldest(comments, found, text.body);
    return [line("The comment on the pull request was updated")];
  }
  await keepOldest(comments, await writeFirst(comments, text), text.body);
  return [line("A comment with this report was added to the pull request")];
}

/** Two runs that do this at the same moment keep the same one. */
async function keepOldest(comments: Comments, present: readonly Comment[], body: string): Promise<void> {
  const [oldest, ...others] = present.toSorted((left, right) => left.id - right.id);
  if (oldest !== undefined && oldest.body !== body) await comments.rewrite(oldest.id, body);
  for (const { id } of others) await comments.remove(id);
}

/**
 * Gives all that are there afterwards. Another run may have written one at the same moment, and one that got no answer
 * may be there all the same.
 */
async function writeFirst(comments: Comments, { marker, body }: CommentText): Promise<readonly Comment[]> {
  const written = await comments.write(body).catch((error: unknown) => {
    if (error instanceof UnansweredWrite) return error;
    throw error;
  });
  const listed = await comments.listOwn(marker);
  if (written instanceof UnansweredWrite) {
    if (listed.length === 0) throw written;
    return listed;
  }
  return [...listed.filter(({ id }) => id !== written.id), written];
}
