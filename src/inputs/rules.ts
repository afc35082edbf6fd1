import type { Mode } from "../registry/request.js";
import type { Asked } from "./asked.js";
import type { InputName } from "./declarations.js";
import type { InputProblem } from "./problem.js";
import { registryProblems } from "./registry-rules.js";
import { SELECTORS_LISTED } from "./selectors.js";
import { tagCountProblems } from "./tag-count.js";

/** What is wrong with inputs taken together. A rule about an input that could not be read is left out. */
export function brokenRules(asked: Asked): readonly InputProblem[] {
  const broken = RULES.filter((rule) => isJudgeable(asked, ["mode", ...rule.about]) && isBroken(rule, asked));
  const problems = broken.map(({ blames, text }) => ({ input: blames, text, place: asked.place(blames) }));
  return [...problems, ...registryProblems(asked), ...tagCountProblems(asked)];
}

/** Whether all these inputs could be read, so that a rule about them can be judged. */
function isJudgeable(asked: Asked, about: readonly InputName[]): boolean {
  return !about.some((name) => asked.isUnknown(name));
}

interface Rule {
  readonly modes: readonly Mode[];
  readonly about: readonly InputName[];
  readonly blames: InputName;
  readonly breaks: (asked: Asked) => boolean;
  readonly text: string;
}

function isBroken(rule: Rule, asked: Asked): boolean {
  return rule.modes.includes(asked.meaning("mode")) && rule.breaks(asked);
}

const NEEDS: readonly Rule[] = [
  {
    modes: ["apply", "check"],
    about: ["prune", "owner"],
    blames: "prune",
    breaks: (asked) => asked.meaning("prune") === "owned" && asked.meaning("owner") === null,
    text: "`owned` deletes the replicas whose only owner is `owner`, which is left out. Set `owner`, or write `none`.",
  },
  {
    modes: ["apply", "check"],
    about: ["prune", "wait-for"],
    blames: "wait-for",
    breaks: (asked) => asked.meaning("prune") !== "none" && asked.meaning("wait-for") !== "ready",
    text: "This conflicts with `prune`, which deletes only when every wanted replica is ready. Leave `wait-for` out, or write `prune: none`.",
  },
  {
    modes: ["apply", "check", "wait"],
    about: ["images", "wait-for"],
    blames: "wait-for",
    breaks: (asked) => asked.meaning("images").length > 0 && asked.meaning("wait-for") !== "ready",
    text: "This conflicts with `images`, which are proven only in replicas that are ready. Leave `wait-for` out, or `images`.",
  },
  {
    modes: ["apply", "check"],
    about: ["ttl", "owner"],
    blames: "ttl",
    breaks: (asked) => asked.meaning("ttl") !== null && asked.meaning("owner") === null,
    text: "`ttl` belongs to an owner, and `owner` is left out. Set `owner`, or leave `ttl` out.",
  },
  {
    modes: ["remove"],
    about: ["only-orphaned", "github-token"],
    blames: "only-orphaned",
    breaks: (asked) => asked.meaning("only-orphaned") && asked.meaning("github-token") === null,
    text: "GitHub is asked whether the owners are still alive, and `github-token` is empty. Leave `github-token` out, which gives the job's own token, and give the job `permissions: pull-requests: read` and `actions: read`.",
  },
];

// An input without effect is accepted where that is harmless, so that one step can serve several modes. These are
// refused: whoever wrote them expects less to be deleted, or more to be checked, than would be.
const MISLEADING: readonly Rule[] = [
  {
    modes: ["apply", "check", "wait"],
    about: ["only-expired"],
    blames: "only-expired",
    breaks: (asked) => asked.meaning("only-expired"),
    text: "This selects replicas in `mode: remove` only; here it would have no effect. Leave it out.",
  },
  {
    modes: ["apply", "check", "wait"],
    about: ["only-orphaned"],
    blames: "only-orphaned",
    breaks: (asked) => asked.meaning("only-orphaned"),
    text: "This selects replicas in `mode: remove` only; here it would have no effect. Leave it out.",
  },
  {
    modes: ["check", "wait"],
    about: ["expect-plan"],
    blames: "expect-plan",
    breaks: (asked) => asked.meaning("expect-plan") !== null,
    text: "Only the modes `apply` and `remove` compare their plan with this; here nothing would be compared. Leave it out.",
  },
  {
    modes: ["remove"],
    about: ["ttl"],
    blames: "ttl",
    breaks: (asked) => asked.meaning("ttl") !== null,
    text: "This does not select replicas by age: `mode: remove` would delete younger ones too. Leave it out; `only-expired: true` selects those whose owners have all expired.",
  },
  {
    modes: ["remove"],
    about: ["tags"],
    blames: "tags",
    breaks: (asked) => Object.keys(asked.meaning("tags")).length > 0,
    text: `Tags do not select what \`mode: remove\` deletes. Leave them out; ${SELECTORS_LISTED} select.`,
  },
  {
    modes: ["remove"],
    about: ["routing"],
    blames: "routing",
    breaks: (asked) => asked.meaning("routing") !== "keep",
    text: `Routing does not select what \`mode: remove\` deletes. Leave it out; ${SELECTORS_LISTED} select.`,
  },
  {
    modes: ["remove"],
    about: ["prune"],
    blames: "prune",
    breaks: (asked) => asked.meaning("prune") !== "none",
    text: `This belongs to \`mode: apply\`. What \`mode: remove\` deletes is selected by ${SELECTORS_LISTED}. Leave it out.`,
  },
];

const RULES: readonly Rule[] = [...NEEDS, ...MISLEADING];
