import type { Comment, Comments } from "../report/comment/keep-comment.js";
import { GitHubRefused } from "./api-client.js";
import {
  accountOf,
  askOnce,
  type GitHubSetting,
  isSameAccount,
  listRows,
  member,
  openRepository,
  textOf,
} from "./repository.js";

/** Nobody reads a pull request with more comments than these; ours is among the first. */
const MOST_PAGES = 50;

/** The comments of a pull request in the workflow's repository. */
export function githubComments(setting: GitHubSetting, pullRequest: number, signal: AbortSignal): Comments {
  const ask = openRepository(setting, "pull-requests: write", signal);
  const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";
  const ALL = "/repos/{owner}/{repo}/issues/{issue_number}/comments";
  let account: Promise<string> | null = null;
  const isOwn = async ({ author }: WrittenComment) => {
    account ??= accountOf(ask, setting);
    return isSameAccount(author, await account);
  };
  return {
    listOwn: async (text) => {
      const rows = await listRows(
        ask,
        `GET ${ALL}`,
        { issue_number: pullRequest },
        {
          what: "comments",
          mostPages: MOST_PAGES,
        },
      );
      const own: Comment[] = [];
      // Who the token is, is asked only where there is a comment that may be its own.
      for (const comment of rows.map(decodeComment)) {
        if (comment.body.includes(text) && (await isOwn(comment))) own.push(comment);
      }
      return own;
    },
    write: (body) => askOnce(ask, `POST ${ALL}`, { issue_number: pullRequest, body }, decodeComment),
    rewrite: async (id, body) => {
      await ask(`PATCH ${COMMENT}`, { comment_id: id, body });
    },
    remove: async (id) => {
      await ask(`DELETE ${COMMENT}`, { comment_id: id }).catch((error: unknown) => {
        // Another run was faster.
        if (!(error instanceof GitHubRefused && error.kind === "not-found")) throw error;
      });
    },
  };
}

interface WrittenComment extends Comment {
  readonly author: string;
}

function decodeComment(row: unknown): WrittenComment {
  const id = member(row, "id");
  if (typeof id !== "number") throw new Error("GitHub's answer contains no comment");
  return { id, body: textOf(row, "body") ?? "", author: textOf(row, "user", "login") ?? "" };
}
