import type { Outcome } from "../../outcome/outcome.js";
import { hashOf } from "../../plan/hash.js";
import type { RegistrySelector, Request } from "../../registry/request.js";
import { markdownCode } from "../escape/markdown.js";
import { type BodySize, githubBody } from "../github-body.js";
import { section } from "../markdown-blocks.js";
import { driftTable } from "../plan-tables.js";
import { networkSection } from "../summary/network-section.js";
import { changesWithApproval, remarksSection } from "../summary/plan-section.js";
import { summaryHead } from "../summary.js";
import { troubleSections } from "../trouble-sections.js";
import type { CommentText } from "./keep-comment.js";
import { replicaCost } from "./replica-count.js";

/** The pull request that a run is for. */
export interface PullRequest {
  readonly number: number;
  /** The last commit of its branch when the run began; empty where that is not known. */
  readonly commit: string;
}

/**
 * What the comment on a pull request says of a run: trouble first, what the plan would do or did, what it costs, what
 * has drifted. `runLink`: the page of the run, or empty. Null where it is not known which registry it is about.
 */
export function commentText(outcome: Outcome, pullRequest: PullRequest, runLink: string): CommentText | null {
  const { request } = outcome;
  if (request === null) return null;
  const marker = `<!-- acr-geo-report registry=${keyOf(request, outcome)} -->`;
  const body = githubBody((size) => [
    [marker, ...summaryHead(outcome)].join("\n\n"),
    ...troubleSections(outcome, size),
    plan(outcome, size),
    networkSection(outcome, { rows: size.rows }),
    section("Drift", driftTable(outcome.drift, size)),
    remarksSection(outcome, { ...size, hasPictures: false }),
    kept(pullRequest, runLink),
  ]);
  return { marker, body };
}

function plan(outcome: Outcome, size: BodySize): string {
  const changes = changesWithApproval(outcome, { ...size, hasPictures: false });
  return [changes, replicaCost(outcome)].filter((block) => block !== "").join("\n\n");
}

function kept({ commit }: PullRequest, link: string): string {
  const run = link === "" ? "the latest run" : `[the latest run](${link})`;
  const about = commit === "" ? "" : ` for ${markdownCode(commit.slice(0, 7))}`;
  return `This comment is kept up to date. It reports ${run}${about}.`;
}

/** A registry's name is its own in the whole cloud, and is known even where the registry could not be read. */
function keyOf({ cloud, registry: selector }: Request, { registry }: Outcome): string {
  return hashOf([cloud, (registry?.id.name ?? nameOf(selector)).toLowerCase()]).slice(0, 16);
}

function nameOf(selector: RegistrySelector): string {
  switch (selector.kind) {
    case "id":
      return selector.id.name;
    case "name":
      return selector.name;
    case "login-server":
      // A login server is the name, or the name and a hash after a hyphen.
      return selector.loginServer.split(/[.-]/, 1)[0] ?? selector.loginServer;
  }
}
